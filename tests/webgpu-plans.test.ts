import type { WebGpuBackend } from '@srkit/backend-webgpu';
import { DeviceError } from '@srkit/core';
import {
  CARN,
  EDSR,
  EFDN,
  RLFN,
  RRDBNet,
  SAFMN,
  SPAN,
  SRVGGNetCompact,
  type SuperResolutionNetwork,
} from '@srkit/models';
import { bandLimits, runBands } from '@srkit/nn';
import { canRepeat, limitDerivedData, runRepeated } from '@srkit/ops';
import { Upscaler, type UpscalerOptions } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { modelOf } from '../packages/upscale/src/testing';
import { drawnPicture } from './support/pictures';
import { startWebGpu } from './support/start-webgpu';

// Everything here is tiny, because the adapter computes in software.
const hasGpu = await startWebGpu();

const picture = (seed: number, height = 8, width = 8): tf.Tensor4D =>
  tf.randomUniform([1, height, width, 3], 0, 1, 'float32', seed);

describe.skipIf(!hasGpu)('computations that come again on WebGPU', () => {
  let backend: WebGpuBackend;
  let tensors: number;
  let buffers: number;
  let begun = 0;

  beforeAll(async () => {
    await tf.setBackend('webgpu');
    backend = tf.backend() as WebGpuBackend;
    for (const name of ['dispatch', 'runWebGPUProgram'] as const) {
      const original = backend[name].bind(backend) as (...given: unknown[]) => never;
      vi.spyOn(backend, name).mockImplementation((...given: unknown[]) => {
        // Samples of what a plan made are taken when it is read.
        if (!String((given[0] as { key?: string }).key).startsWith('srkit_samples')) begun += 1;
        return original(...given);
      });
    }
  });
  beforeEach(() => {
    tensors = tf.memory().numTensors;
    buffers = tf.memory().numDataBuffers;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.memory().numDataBuffers).toBe(buffers);
    expect(backend.derived.bytes).toBe(0);
  });

  /** How many dispatches tfjs or a kernel of ours began meanwhile. */
  const counted = async <T>(work: () => T | Promise<T>): Promise<[T, number]> => {
    const before = begun;
    const result = await work();
    return [result, begun - before];
  };

  /** On the backend as it is without plans. */
  const unplanned = async <T>(work: () => Promise<T>): Promise<T> => {
    Object.defineProperty(backend, 'repeat', { value: undefined, configurable: true });
    try {
      return await work();
    } finally {
      delete (backend as { repeat?: unknown }).repeat;
    }
  };

  /** Enlarges in bands of so many rows, and reads what is made. */
  const inBands = async (network: SuperResolutionNetwork, x: tf.Tensor4D, band: number) => {
    const values: number[] = [];
    const steps = runBands(network.graph, {
      rows: x.shape[1],
      most: bandLimits(network.graph, band),
      read: ({ start, end }) => tf.slice(x, [0, start, 0, 0], [1, end - start, -1, -1]),
    });
    for (const { made } of steps) {
      if (!made) continue;
      values.push(...(await made.value.data()));
      made.value.dispose();
    }
    return values;
  };

  const networks: [string, () => SuperResolutionNetwork][] = [
    ['RRDBNet', () => new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 4 }, { seed: 1 })],
    ['RRDBNet x2', () => new RRDBNet({ numFeat: 3, numBlock: 1, numGrowCh: 2, scale: 2 }, { seed: 1 })],
    ['SRVGGNetCompact', () => new SRVGGNetCompact({ numFeat: 4, numConv: 1 }, { seed: 1 })],
    ['SPAN', () => new SPAN({ numFeat: 4, numBlock: 2 }, { seed: 1 })],
    ['EFDN', () => new EFDN({ numFeat: 12 }, { seed: 1 })],
    ['RLFN', () => new RLFN({ numFeat: 4, midFeat: 4, numBlock: 1, esaFeat: 4 }, { seed: 1 })],
    ['SAFMN', () => new SAFMN({ numFeat: 8, numBlock: 1 }, { seed: 1 })],
    ['CARN', () => new CARN({ numFeat: 4 }, { seed: 1 })],
    ['EDSR', () => new EDSR({ numFeat: 4, numBlock: 1 }, { seed: 1 })],
  ];

  describe.each(networks)('%s', (_, make) => {
    it('enlarges a second picture without a step of tfjs, bit for bit as without a plan', async () => {
      const model = modelOf(make());
      const upscaler = new Upscaler(model, { check: false });
      const first = drawnPicture(16, 20);
      const second = { ...first, data: first.data.map((value) => 255 - value) as Uint8Array };
      const expected = await unplanned(() => upscaler.upscale(second));
      const [recorded, inTfjs] = await counted(() => upscaler.upscale(first));
      expect(inTfjs).toBeGreaterThan(5);
      const [planned, inPlan] = await counted(() => upscaler.upscale(second));
      expect(inPlan).toBe(0);
      expect(planned.image.data).toEqual(expected.image.data);
      expect(recorded.image.data).not.toEqual(expected.image.data);
      expect(backend.derived.bytes).toBeGreaterThan(0);
      model.dispose();
    }, 240_000);
  });

  it('bands of one shape are one plan', async () => {
    const network = new SRVGGNetCompact({ numFeat: 4, numConv: 2 }, { seed: 1 });
    const x = picture(1, 40, 6);
    const expected = await unplanned(() => inBands(network, x, 4));
    const [values, cold] = await counted(() => inBands(network, x, 4));
    expect(values).toEqual(expected);
    const [again, warm] = await counted(() => inBands(network, x, 4));
    expect(again).toEqual(expected);
    // The picture is cut into bands by as many steps.
    expect(warm).toBeLessThan(20);
    expect(cold).toBeGreaterThan(40);
    network.dispose();
    x.dispose();
  }, 240_000);

  describe('any computation', () => {
    const owner = {};
    let key = 0;
    /** Runs a computation under a name until it comes from a plan, if it ever does; the values, and the dispatches of the last run. */
    const runs = async (
      inputs: readonly (readonly number[])[],
      weights: readonly tf.Tensor[],
      compute: (x: tf.Tensor1D) => tf.Tensor,
    ): Promise<[values: number[][], begun: number]> => {
      const name = `test ${key++}`;
      const values: number[][] = [];
      let last = 0;
      for (const given of inputs) {
        const x = tf.tensor1d([...given]);
        try {
          const [result, count] = await counted(() =>
            runRepeated({
              ...{ owner, key: name, inputs: [x], weights },
              compute: () => ({ tensors: [tf.tidy(() => compute(x))], note: undefined }),
            }),
          );
          const [y] = result.tensors as [tf.Tensor];
          values.push(Array.from(await y.data()));
          last = count;
          y.dispose();
        } finally {
          x.dispose();
        }
      }
      return [values, last];
    };

    it('is repeated with other values, also when its buffers were others meanwhile', async () => {
      const w = tf.tensor1d([1, 2, 3, 4]);
      const [values, count] = await runs(
        [
          [1, 1, 1, 1],
          [2, 0, 2, 0],
          [1, 2, 3, 4],
        ],
        [w],
        (x) => tf.add(tf.mul(x, w), tf.mul(tf.square(x), 10)),
      );
      expect(values).toEqual([
        [11, 12, 13, 14],
        [42, 0, 46, 0],
        [11, 44, 99, 176],
      ]);
      expect(count).toBe(0);
      w.dispose();
    });

    it('sees weights that were changed, also where somebody still has the old ones', async () => {
      const w = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
      const old = w.clone();
      const name = `test ${key++}`;
      const run = async (): Promise<[number[], number]> => {
        const x = tf.tensor1d([10, 10]);
        const [{ tensors: made }, count] = await counted(() =>
          runRepeated({
            ...{ owner, key: name, inputs: [x], weights: [w] },
            compute: () => ({ tensors: [tf.mul(x, w)], note: undefined }),
          }),
        );
        const values = Array.from(await made[0]!.data());
        tf.dispose([x, ...made]);
        return [values, count];
      };
      await run();
      expect(await run()).toEqual([[10, 20], 0]);
      tf.tidy(() => w.assign(tf.tensor1d([3, 4])));
      expect((await run())[0]).toEqual([30, 40]);
      expect(await run()).toEqual([[30, 40], 0]);
      tf.dispose([w, old]);
    });

    it.each<[string, (x: tf.Tensor1D, other: tf.Tensor) => tf.Tensor]>([
      ['reads what nobody named', (x, other) => tf.mul(x, other)],
      ['gives what is on the host', () => tf.tensor1d([7, 7])],
    ])('one that %s runs as always', async (_, compute) => {
      const other = tf.tensor1d([2, 3]);
      const [values, count] = await runs(
        [
          [1, 1],
          [1, 2],
          [2, 1],
        ],
        [],
        (x) => compute(x, other),
      );
      const expected = await unplanned(() =>
        runs(
          [
            [1, 1],
            [1, 2],
            [2, 1],
          ],
          [],
          (x) => compute(x, other),
        ),
      );
      expect([values, count]).toEqual(expected);
      other.dispose();
    });

    it('one that reads its input on the host runs as always', async () => {
      const name = `test ${key++}`;
      const x = tf.tensor1d([1, 2]);
      const seen: number[][] = [];
      for (const factor of [1, 2, 3]) {
        const y = tf.tidy(() => tf.mul(x, factor));
        // Its values are on the host now, as those of any tensor that was read.
        await y.data();
        const { tensors: made } = runRepeated({
          ...{ owner, key: name, inputs: [y], weights: [] },
          compute: () => ({ tensors: [tf.tidy(() => tf.add(tf.neg(y), y.dataSync()[1]!))], note: undefined }),
        });
        seen.push(Array.from(await made[0]!.data()));
        tf.dispose([y, ...made]);
      }
      expect(seen).toEqual([
        [1, 0],
        [2, 0],
        [3, 0],
      ]);
      x.dispose();
    });

    it('one that throws leaves nothing behind, and is tried again', async () => {
      const w = tf.tensor1d([1, 2]);
      await backend.verify();
      ({ numTensors: tensors, numDataBuffers: buffers } = tf.memory());
      const before = backend.numDataIds();
      const failing = runs([[1, 2]], [w], (x) => {
        tf.mul(tf.add(x, 3), w);
        throw new Error('no more');
      });
      await expect(failing).rejects.toThrow('no more');
      await backend.verify();
      expect([tf.memory().numTensors, backend.numDataIds()]).toEqual([tensors, before]);
      const [values] = await runs([[1, 2]], [w], (x) => tf.mul(x, w));
      expect(values).toEqual([[1, 4]]);
      w.dispose();
      tensors -= 1;
      buffers -= 1;
    });

    /** What commands use is released with the next submission. */
    const released = async (): Promise<void> => {
      const other = tf.tidy(() => tf.neg(tf.tensor1d([1])));
      await other.data();
      other.dispose();
      await backend.verify();
    };

    it('gives back all it holds with its weights', async () => {
      await released();
      const before = { data: backend.numDataIds(), used: backend.memory().numBytesInGPU };
      const w = tf.tensor1d([1, 2]);
      await runs(
        [
          [1, 1],
          [2, 2],
        ],
        [w],
        (x) => tf.add(tf.mul(x, w), tf.tensor1d([5, 6])),
      );
      expect(backend.derived.bytes).toBeGreaterThan(0);
      expect(backend.memory().numBytesInGPU).toBeGreaterThanOrEqual(before.used + backend.derived.bytes);
      w.dispose();
      await released();
      expect({ data: backend.numDataIds(), used: backend.memory().numBytesInGPU }).toEqual(before);
    });

    it('keeps no more than it may', async () => {
      const { derived } = backend;
      const w = tf.tensor1d([1]);
      const twice = (side: number) =>
        runs([new Array(side).fill(1), new Array(side).fill(2)], [w], (x) => tf.mul(x, w));
      await twice(1000);
      const one = derived.bytes;
      await twice(1000);
      expect(derived.bytes).toBe(2 * one);
      const restore = limitDerivedData(1.5 * one);
      expect(derived.bytes).toBe(one);
      await twice(1000);
      expect(derived.bytes).toBe(one);
      // Too large for a plan at all.
      const [, count] = await twice(5000);
      expect(count).toBeGreaterThan(0);
      expect(derived.bytes).toBe(one);
      expect([canRepeat(one), canRepeat(2 * one)]).toEqual([true, false]);
      restore();
      w.dispose();
    });

    describe('after an error of the device', () => {
      /** More groups than there can be, past tfjs, which knows the limit. */
      const refusedStep = (x: tf.Tensor): tf.Tensor =>
        tf.engine().makeTensorFromTensorInfo(
          backend.runWebGPUProgram(
            {
              outputShape: [...x.shape],
              shaderKey: `refused_${Math.random()}`,
              dispatchLayout: { x: [0] },
              dispatch: [1, 1, 1],
              variableNames: ['x'],
              workgroupSize: [backend.device.limits.maxComputeWorkgroupsPerDimension + 1, 1, 1],
              getUserCode: () => 'fn main(index : i32) { result[index] = x[index]; }',
            },
            [x],
            'float32',
          ),
        );

      it('nothing from a plan can be read, and afterwards all is as before', async () => {
        const w = tf.tensor1d([1, 2]);
        const name = `test ${key++}`;
        const run = (x: tf.Tensor): tf.Tensor =>
          runRepeated({
            ...{ owner, key: name, inputs: [x], weights: [w] },
            compute: () => ({ tensors: [tf.mul(x, w)], note: undefined }),
          }).tensors[0]!;
        const x = tf.tensor1d([1, 1]);
        for (let i = 0; i < 2; i++) {
          const y = run(x);
          expect(Array.from(await y.data())).toEqual([1, 2]);
          y.dispose();
        }
        const [bad, planned] = [refusedStep(x), run(x)];
        await expect(planned.data()).rejects.toBeInstanceOf(DeviceError);
        await expect(planned.data()).rejects.toMatchObject({ code: 'E_DEVICE_GPU' });
        // What is lost is no input either, be it to a plan or to what becomes one.
        expect(() => run(planned)).toThrow(DeviceError);
        expect(backend.derived.bytes).toBe(0);
        const again = [run(x), run(x)];
        for (const y of again) expect(Array.from(await y.data())).toEqual([1, 2]);
        tf.dispose([w, x, bad, planned, ...again]);
      });
    });
  });

  it.each<[string, UpscalerOptions, number]>([
    ['in tiles', { tile: 8 }, 0.4],
    ['whose parts are on their way', {}, 0],
  ])('a picture %s that is aborted leaves nothing behind', async (_, options, part) => {
    const model = modelOf(new SRVGGNetCompact({ numFeat: 4, numConv: 1 }, { seed: 1 }));
    const upscaler = new Upscaler(model, { ...options, check: false });
    await upscaler.upscale(drawnPicture(32, 8));
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const aborted = upscaler.upscale(drawnPicture(32, 8), {
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done > part * 1000) controller.abort(new Error('enough'));
      },
    });
    await expect(aborted).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
