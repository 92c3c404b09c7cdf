import { readFileSync } from 'node:fs';
import type { WebGpuBackend } from '@srkit/backend-webgpu';
import { RRDBNet } from '@srkit/models';
import { bandLimits, runBands } from '@srkit/nn';
import { limitDerivedData, mendGradients, runRepeated } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import { type Case, fullCases, smallCases } from './cases';
import { checks, worstOf } from './checks';
import { type Kernels, type Started, start } from './start';

export interface Options {
  readonly small: boolean;
  readonly only: string;
  readonly ours: boolean;
  /** No row begins later. */
  readonly seconds: number;
}

/** Largest difference of a kernel's value, over the largest: sums of some thousand products in another order. */
const BOUND = 2e-5;

/** A row takes no longer, after the first step, which compiles. */
const MOST_MS = 1500;
const MOST_STEPS = 15;

/** Runs a step to its end: one number is read. */
const finished = async (step: () => tf.Tensor): Promise<void> => {
  const result = step();
  const one = tf.tidy(() => tf.slice(tf.reshape(result, [-1]), 0, 1));
  await one.data();
  tf.dispose([result, one]);
};

interface Timing {
  readonly first: number;
  readonly median: number;
  readonly least: number;
  readonly count: number;
}

const time = async ({ prepare }: Case): Promise<Timing> => {
  const { step, dispose } = prepare();
  try {
    const start = performance.now();
    await finished(step);
    const first = performance.now() - start;
    // One more that is not counted: pools fill up.
    if (first < MOST_MS) await finished(step);
    const times: number[] = [];
    const begin = performance.now();
    while (times.length === 0 || (performance.now() - begin < MOST_MS && times.length < MOST_STEPS)) {
      const before = performance.now();
      await finished(step);
      times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    return { first, median: times[times.length >> 1]!, least: times[0]!, count: times.length };
  } finally {
    dispose();
  }
};

const asText = (error: unknown): string => String(error).split('\n')[0]!.slice(0, 160);

const line = (kernels: Kernels, { name, gflop, pytorch }: Case, timing: Timing): string => {
  const { first, median, least, count } = timing;
  const rate = gflop > 0 ? `, ${(gflop / median).toFixed(2)} TFLOP/s` : '';
  const ratio = pytorch ? `, ${(median / pytorch).toFixed(2)} of PyTorch's ${pytorch} ms` : '';
  return `${kernels.padEnd(4)} ${name}: median ${median.toFixed(2)} ms, least ${least.toFixed(2)}, ${count} runs, first ${first.toFixed(0)}${rate}${ratio}`;
};

const measure = async ({ use }: Started, given: Case, kernels: Kernels): Promise<boolean> => {
  use(kernels);
  try {
    console.log(line(kernels, given, await time(given)));
    return true;
  } catch (error) {
    console.log(`${kernels.padEnd(4)} ${given.name}: FAILED ${asText(error)}`);
    return false;
  }
};

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** Pictures of a dozen sizes, one after the other, as a folder of photos. */
const memoryRow = async (backend: WebGpuBackend, small: boolean): Promise<void> => {
  let most = 0;
  const note = () => {
    most = Math.max(most, backend.memory().numBytesInGPU);
  };
  const filter = tf.randomUniform([3, 3, 64, 64], -0.1, 0.1, 'float32', 1) as tf.Tensor4D;
  for (let i = 0; i < 12; i++) {
    const side = (small ? 8 : 600) + i * (small ? 1 : 53);
    const y = tf.tidy(() => {
      let maps = tf.fill([1, side, side + 7 * i, 64], 0.5) as tf.Tensor4D;
      for (let k = 0; k < 4; k++) {
        maps = tf.relu(tf.conv2d(maps, filter, 1, 'same'));
        note();
      }
      return tf.mean(maps);
    });
    await y.data();
    y.dispose();
  }
  filter.dispose();
  const { numBytesAllocatedInGPU, numBytesInGPU } = backend.memory();
  console.log(
    `memory after 12 sizes: allocated ${megabytes(numBytesAllocatedInGPU)}, most in use ${megabytes(most)}, in use now ${megabytes(numBytesInGPU)}`,
  );
};

/** The host's work for one dispatch: many small convolutions behind each other. */
const dispatchRow = async (): Promise<void> => {
  const x = tf.fill([1, 8, 8, 4], 0.5) as tf.Tensor4D;
  const filter = tf.fill([3, 3, 4, 4], 0.01) as tf.Tensor4D;
  const chain = () =>
    tf.tidy(() => {
      let maps = x;
      for (let i = 0; i < 500; i++) maps = tf.conv2d(maps, filter, 1, 'same');
      return maps;
    });
  await finished(chain);
  const before = performance.now();
  await finished(chain);
  console.log(
    `a small convolution, 500 behind each other: ${((performance.now() - before) / 0.5).toFixed(1)} us each`,
  );
  tf.dispose([x, filter]);
};

/** Medians of so many runs, of so many forward passes each. */
const HOST_RUNS = 9;
const HOST_PASSES = 8;

const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** What the main thread has computed until now, in microseconds; without `/proc`, the time that has passed. */
const threadTime = (): number => {
  try {
    // The system counts when a thread pauses.
    Atomics.wait(NEVER, 0, 0, 1);
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1000;
  } catch {
    return 1000 * performance.now();
  }
};

/** Dispatches that a step begins when nothing is planned. */
const dispatchesOf = (backend: WebGpuBackend, step: () => tf.Tensor[]): number => {
  let count = 0;
  const names = ['dispatch', 'runWebGPUProgram'] as const;
  for (const name of names) {
    const original = backend[name].bind(backend) as (...given: unknown[]) => unknown;
    const value = (...given: unknown[]) => {
      count++;
      return original(...given);
    };
    Object.defineProperty(backend, name, { configurable: true, value });
  }
  const restore = limitDerivedData(0);
  tf.dispose(step());
  restore();
  for (const name of names) Reflect.deleteProperty(backend, name);
  return count;
};

/**
 * The host's work for a dispatch until all are submitted, of a whole network on next to nothing: through tfjs's engine, in
 * a plan, and in one of bands, as `Upscaler` runs it. The card's own time is waited for in between.
 */
const hostRow = async (backend: WebGpuBackend, small: boolean): Promise<void> => {
  const network = new RRDBNet({ numFeat: 4, numGrowCh: 4, numBlock: small ? 3 : 23 });
  const { graph } = network;
  const [rows, columns] = [4, 4];
  const x = tf.fill([1, rows, columns, 3], 0.5) as tf.Tensor4D;
  const forward = (): tf.Tensor[] => [network.forward(x)];
  const planned = (): tf.Tensor[] => [
    ...runRepeated({
      ...{ owner: network, key: 'host', inputs: [x] },
      weights: graph.parameters.map(({ variable }) => variable),
      compute: () => ({ tensors: forward(), note: undefined }),
    }).tensors,
  ];
  const inBands = (): tf.Tensor[] => {
    const run = runBands(graph, { rows, most: bandLimits(graph, rows), read: () => x.clone() });
    return [...run].flatMap(({ made }) => made?.value ?? []);
  };
  for (const [name, step] of [
    ["through tfjs's engine", forward],
    ['in a plan', planned],
    ['in a plan of bands', inBands],
  ] as const) {
    const dispatches = dispatchesOf(backend, step);
    const times: number[] = [];
    // The first two runs record and make the plan.
    for (let i = -2; i < HOST_RUNS; i++) {
      const before = threadTime();
      const results = Array.from({ length: i < 0 ? 1 : HOST_PASSES }, step);
      backend.flush();
      if (i >= 0) times.push((threadTime() - before) / (HOST_PASSES * dispatches));
      await results.at(-1)!.at(-1)!.data();
      tf.dispose(results);
    }
    times.sort((a, b) => a - b);
    const [median, least] = [times[HOST_RUNS >> 1]!.toFixed(1), times[0]!.toFixed(1)];
    console.log(`host: a dispatch, of ${dispatches}, ${name}: median ${median} us, least ${least}`);
  }
  network.dispose();
  x.dispose();
};

/** @returns how many rows failed. */
export const measureAll = async ({ small, only, ours, seconds }: Options): Promise<number> => {
  const begin = performance.now();
  const isLate = () => performance.now() - begin > 1000 * seconds;
  const started = await start();
  mendGradients();
  const { backend, use } = started;
  const { limits } = backend.device;
  console.log(
    `${backend.deviceName}; buffers of ${megabytes(limits.maxBufferSize)}, Node ${process.versions.node}, ${new Date().toISOString()}`,
  );
  let failures = 0;
  use('ours');
  for (const check of checks(small)) {
    if (!check.name.includes(only) || isLate()) continue;
    try {
      const worst = await worstOf(check);
      const ok = worst <= BOUND;
      if (!ok) failures++;
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${check.name}: ${worst.toExponential(2)} of the largest value`);
    } catch (error) {
      failures++;
      console.log(`FAIL ${check.name}: ${asText(error)}`);
    }
  }
  await tf.setBackend('webgpu');
  const cases = (small ? smallCases() : fullCases()).filter(({ name }) => name.includes(only));
  for (const kernels of ['ours', 'tfjs'] as const) {
    if (ours && kernels === 'tfjs') continue;
    for (const given of cases) {
      // A plan is no kernel of either.
      if (kernels === 'tfjs' && given.name.endsWith('planned')) continue;
      if (isLate()) {
        console.log(`${kernels.padEnd(4)} ${given.name}: left out, the time is over`);
        continue;
      }
      if (!(await measure(started, given, kernels))) failures++;
    }
    if (kernels === 'ours' && 'host'.includes(only)) await hostRow(backend, small);
    if (kernels === 'ours' && only === '') {
      await dispatchRow();
      await memoryRow(backend, small);
    }
  }
  console.log(`${failures} failed, ${Math.round((performance.now() - begin) / 1000)} s`);
  return failures;
};
