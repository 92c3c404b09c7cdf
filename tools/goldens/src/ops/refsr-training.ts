import { MRAPARestorationNet } from '@srkit/models';
import type { Module, Parameter } from '@srkit/nn';
import {
  Adam,
  type AdamGroup,
  type NamedGradients,
  type ReferenceBatch,
  referenceAdamGroups,
} from '@srkit/training';
import { slice, squeeze, type Tensor4D, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { type Comparison, compare, type Tolerance } from '../compare';
import type { GoldenCase } from '../golden-case';
import { refsrInput } from '../hash-refsr';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { expectEqual, type RunOp } from '../run-op';
import { toleranceOf } from './refsr-comparison';
import { type RefsrTrainingParams, RefsrTrainingRun, type Values } from './refsr-training-run';

/** `optimizer_groups`: names, options and learning rates of the parameter groups. */
export const optimizerGroups: RunOp = async ({ golden }) => {
  const { ngf, n_blocks, groups, param_groups } = golden.file.params as unknown as RefsrTrainingParams & {
    param_groups: readonly {
      lr: number;
      betas: [number, number];
      weight_decay: number;
      eps: number;
      names: string[];
    }[];
  };
  const network = new MRAPARestorationNet({ ngf, nBlocks: n_blocks, groups });
  const { betas, weight_decay: weightDecay, eps } = param_groups[0]!;
  const found: AdamGroup[] = referenceAdamGroups(network.namedParameters(), { betas, weightDecay, eps });
  const optimiser = new Adam(found);
  const expected = golden.tensor('lr_per_group');
  const computed = { shape: [found.length], values: optimiser.learningRates };
  const comparisons = [
    compare('lr_per_group', computed, expected, golden.file.tolerance),
    ...param_groups.map((expected, i) => {
      const { parameters = [], lr, betas, weightDecay, eps } = found[i] ?? {};
      const names = [...parameters].map(([name]) => name);
      return expectEqual(`group ${i}`, { lr, betas, weight_decay: weightDecay, eps, names }, expected);
    }),
  ];
  network.dispose();
  return comparisons;
};

type StepTolerance = Tolerance & {
  readonly delta: number;
  readonly output: number;
  /** Replaces the others for the outputs it names. */
  readonly per_output?: Readonly<Record<string, number>>;
  readonly after: number;
  readonly d_after?: number;
  readonly delta_min_abs_grad: Readonly<Record<string, number>>;
};

/** What is compared of one network: `d_` for the discriminator, nothing for the generator. */
interface Watched {
  readonly prefix: '' | 'd_';
  readonly network: Module;
  readonly lrOf: (path: string) => number;
}

/** Steps of a case. */
const STEPS = 2;

/** The cases allow a parameter's change this share of the parameter, or of `LEAST_PARAMETER`, for its rounding. */
const PARAMETER_ROUNDING = 1.2e-7;
const LEAST_PARAMETER = 1e-3;

const officialValues = async (network: Module): Promise<Values> =>
  new Map([...(await network.stateDict())].map(([name, { data }]) => [name, data as Float32Array]));

/** Compares a step's gradients, those of the chain with every miss counted. */
const compareGradients = (
  golden: GoldenCase,
  { prefix, network }: Watched,
  step: number,
  grads: Values,
  inTheChain = false,
): Comparison[] => {
  const comparisons: Comparison[] = [];
  for (const [path, parameter] of network.namedParameters() as Iterable<[string, Parameter]>) {
    const name = `${prefix}grad${step}.${path}`;
    if (!golden.outputNames.includes(name)) continue;
    const computed = { shape: parameter.shape, values: grads.get(path) ?? [] };
    const [label, tolerance] = [inTheChain ? `${name} in the chain` : name, toleranceOf(golden, name)];
    comparisons.push(
      compare(label, computed, golden.tensor(name), inTheChain ? { ...tolerance, outliers: 1 } : tolerance),
    );
  }
  return comparisons;
};

/**
 * Compares a step's parameters and relative changes. Adam divides by the gradient's size, so where that is
 * float noise, as `delta_min_abs_grad` says, a parameter may end up to `2 * lr` from the case's.
 */
const compareStep = async (
  golden: GoldenCase,
  { prefix, network, lrOf }: Watched,
  step: number,
  before: Values,
): Promise<Comparison[]> => {
  const tolerance = golden.file.tolerance as StepTolerance;
  const after = await officialValues(network);
  const comparisons: Comparison[] = [];
  for (const [path, parameter] of network.namedParameters() as Iterable<[string, Parameter]>) {
    const gradName = `${prefix}grad${step}.${path}`;
    if (!golden.outputNames.includes(gradName)) continue;
    const { shape } = parameter;
    const deltaName = `${prefix}delta${step}_over_lr.${path}`;
    const least = tolerance.delta_min_abs_grad[deltaName] ?? 0;
    const first = golden.floats(`${prefix}grad1.${path}`);
    const current = golden.floats(gradName);
    const counts = Array.from(current, (g, i) => Math.abs(g) > least && Math.abs(first[i] as number) > least);
    const [values, start] = [after.get(path) as Float32Array, before.get(path) as Float32Array];
    const lr = lrOf(path);

    const afterName = `${prefix}after${step}.${path}`;
    const expected = golden.floats(afterName);
    const general = (prefix === 'd_' ? tolerance.d_after : undefined) ?? tolerance.after;
    // The case bounds these outputs twice.
    const abs = Math.min(general, tolerance.per_output?.[afterName] ?? general);
    const near = values.map((v, i) =>
      !counts[i] && Math.abs(v - (expected[i] as number)) <= 2 * lr ? (expected[i] as number) : v,
    );
    comparisons.push(compare(afterName, { shape, values: near }, golden.tensor(afterName), { abs }));

    // Each element has its own bound, by the rounding of its parameter: all are compared as shares of it.
    const deltas = golden.floats(deltaName);
    const bounds = Array.from(
      expected,
      (p) => tolerance.delta + (PARAMETER_ROUNDING * Math.max(Math.abs(p), LEAST_PARAMETER)) / lr,
    );
    const share = (delta: number, i: number): number => delta / (bounds[i] as number);
    const ours = Array.from(values, (v, i) =>
      share(counts[i] ? (v - (start[i] as number)) / lr : (deltas[i] as number), i),
    );
    const theirs = { shape, values: Array.from(deltas, share) };
    comparisons.push(compare(deltaName, { shape, values: ours }, theirs, { abs: 1 }));
  }
  return comparisons;
};

/** The case's batch; references are stored as `[n, references, 3, h, w]`. */
const batchOf = (golden: GoldenCase): ReferenceBatch => {
  const { shape } = golden.tensor('img_ref_list_u8');
  const [n, count, c, h, w] = shape as [number, number, number, number, number];
  const values = golden.floats('img_ref_list_u8').map((v) => v / 255);
  const references = Array.from({ length: count }, (_, i) =>
    tidy(() => {
      const one = squeeze(slice(tensor(values, shape as number[]), [0, i, 0, 0, 0], [n, 1, c, h, w]), [1]);
      return transpose(one, [0, 2, 3, 1]) as Tensor4D;
    }),
  );
  const [gt, lq, up] = ['img_in_u8', 'img_in_lq_u8', 'img_in_up_u8'].map((name) => refsrInput(golden, name));
  return { gt: gt as Tensor4D, lq: lq as Tensor4D, up: up as Tensor4D, references };
};

/** A network's gradients as official values. */
const officialGradients = async (network: Module, grads: NamedGradients): Promise<Values> => {
  const found = new Map<string, Float32Array>();
  for (const [path, parameter] of network.namedParameters() as Iterable<[string, Parameter]>) {
    const gradient = grads.get(path);
    if (gradient) found.set(path, await parameter.toOfficial(gradient));
    gradient?.dispose();
  }
  return found;
};

/**
 * `train_steps_l1` and `train_steps_gan`: two steps of MRefSR on one batch, by a `Trainer` from the case as an option file. The
 * discriminator's gradients are compared for the stored output of the generator, and counted for the generator's own: its
 * second output differs by what Adam makes of gradients that are rounding noise, and one value of `steps_gan` lies within that
 * of a leaky ReLU's kink (docs/decisions/2026-11-27-proofs.md).
 */
export const refsrTrainSteps: RunOp = async ({ golden }) => {
  const params = golden.file.params as unknown as RefsrTrainingParams & { lr_of: Record<string, number> };
  const batch = batchOf(golden);
  const alpha = (iteration: number) =>
    params.network_d
      ? [...golden.floats(`alpha_step${iteration}`)]
      : Array<number>(batch.gt.shape[0]).fill(0);
  const run = new RefsrTrainingRun(params, batch, alpha, STEPS);
  const { output: generalBound, per_output: bounds } = golden.file.tolerance as StepTolerance;
  const comparisons: Comparison[] = [];
  const watched: Watched[] = [];
  let before: Values[] = [];
  /** What is compared before an iteration, with the networks as they are. */
  const prepare = async (iteration: number): Promise<void> => {
    const name = `output_step${iteration}`;
    const output = run.output();
    comparisons.push(await compareNhwc(golden, name, output, { abs: bounds?.[name] ?? generalBound }));
    output.dispose();
    before = await Promise.all(watched.map(({ network }) => officialValues(network)));
    const d = watched.find(({ prefix }) => prefix === 'd_');
    if (!d) return;
    const stored = nhwcTensor(golden, name);
    const judged = await officialGradients(d.network, await run.judge(stored, iteration));
    comparisons.push(...compareGradients(golden, d, iteration, judged));
    stored.dispose();
  };
  try {
    await run.trainer.start();
    watched.push({
      prefix: '',
      network: run.network('net_g')!,
      lrOf: (path) => params.lr_of[path] as number,
    });
    const d = run.network('net_d');
    if (d) watched.push({ prefix: 'd_', network: d, lrOf: () => params.train.lr_d });
    await prepare(1);
    for await (const step of run.trainer) {
      const { iteration, losses = {} } = step;
      for (const [i, each] of watched.entries()) {
        const inTheChain = each.prefix === 'd_';
        const grads = await run.gradients(step, inTheChain ? 'net_d' : 'net_g', before[i]!);
        comparisons.push(
          ...compareGradients(golden, each, iteration, grads, inTheChain),
          ...(await compareStep(golden, each, iteration, before[i]!)),
        );
      }
      for (const [name, value] of Object.entries(losses)) {
        // The trainer's own.
        if (name.startsWith('grad_norm_')) continue;
        const stored = `log_step${iteration}.${name}`;
        const expected = golden.tensor(stored);
        comparisons.push(
          compare(stored, { shape: expected.shape, values: [value] }, expected, toleranceOf(golden, stored)),
        );
      }
      if (iteration < STEPS) await prepare(iteration + 1);
    }
    return comparisons;
  } finally {
    run.dispose();
    for (const tensor of [batch.gt, batch.lq, batch.up, ...batch.references]) tensor.dispose();
  }
};
