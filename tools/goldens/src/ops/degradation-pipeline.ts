import {
  addGaussianNoise,
  addPoissonNoise,
  cropPair,
  type DegradationStep,
  drawRecipe,
  optionsFromBasicSR,
  poissonLevels,
  type ResizeMode,
  seededStreams,
} from '@srkit/degradation';
import { diffJpeg, filter2d, resize, usmSharp } from '@srkit/ops';
import {
  clipByValue,
  div,
  mul,
  round,
  type Tensor,
  type Tensor4D,
  tensor3d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Comparison, Tolerance } from '../compare';
import type { GoldenCase } from '../golden-case';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { expectEqual, type RunOp } from '../run-op';
import { samples } from '../samples';
import { type RecordedCall, recordedSource } from './recorded-source';

interface NoiseStage {
  readonly gray: string;
  readonly draw: string;
  readonly draw_gray?: string;
  readonly clip: boolean;
  readonly rounds: boolean;
  readonly output: string;
}

type Stage =
  | { readonly stage: 'usm' | 'clamp_round'; readonly output: string }
  | { readonly stage: 'blur' | 'sinc'; readonly kernel: string; readonly output: string }
  | {
      readonly stage: 'resize';
      readonly mode: ResizeMode;
      readonly scale_factor?: number;
      readonly size?: readonly [number, number];
      readonly output: string;
    }
  | (NoiseStage & { readonly stage: 'gaussian_noise'; readonly sigma: string })
  | (NoiseStage & {
      readonly stage: 'poisson_noise';
      readonly scale: string;
      readonly unique: readonly number[];
      readonly vals: readonly number[];
    })
  | { readonly stage: 'jpeg'; readonly quality: string; readonly output: string }
  | {
      readonly stage: 'crop';
      readonly top: number;
      readonly left: number;
      readonly gt_size: number;
      readonly output: string;
    };

interface PipelineParams {
  readonly model: string;
  readonly scale: number;
  readonly options: Record<string, unknown>;
  readonly stages: readonly Stage[];
  readonly calls: readonly RecordedCall[];
}

type NoiseKind = Stage & { stage: 'gaussian_noise' | 'poisson_noise' };

/** Noise of stored draws. */
const noisy = async (golden: GoldenCase, x: Tensor4D, stage: NoiseKind): Promise<Tensor4D> => {
  const values = (await x.data()) as Float32Array;
  const out = new Float32Array(values.length);
  const size = values.length / x.shape[0];
  const strengths = golden.floats(stage.stage === 'gaussian_noise' ? stage.sigma : stage.scale);
  const grays = golden.floats(stage.gray);
  const color = samples(golden, stage.draw);
  const planes = stage.draw_gray ? samples(golden, stage.draw_gray) : [];
  const { clip, rounds } = stage;
  for (let i = 0; i < x.shape[0]; i++) {
    const [from, to] = [values.subarray(i * size, (i + 1) * size), out.subarray(i * size, (i + 1) * size)];
    const gray = grays[i] === 1;
    // Gaussian noise has one grey plane for the whole batch, Poisson noise one for each sample.
    const draws = gray ? (planes[i] ?? planes[0])! : color[i]!;
    if (stage.stage === 'gaussian_noise') {
      addGaussianNoise(from, draws, to, { sigma: strengths[i]!, gray, clip, rounds });
    } else {
      addPoissonNoise(from, draws, poissonLevels(from, gray), to, {
        scale: strengths[i]!,
        gray,
        clip,
        rounds,
      });
    }
  }
  return tensor4d(out, x.shape);
};

const kernelTensor = (golden: GoldenCase, name: string) =>
  tensor3d(golden.floats(name), golden.tensor(name).shape as [number, number, number]);

/** Runs one stage; the crop is not one of the picture alone. */
const runStage = async (
  golden: GoldenCase,
  x: Tensor4D,
  stage: Exclude<Stage, { stage: 'crop' }>,
): Promise<Tensor4D> => {
  switch (stage.stage) {
    case 'usm':
      return usmSharp(x);
    case 'blur':
    case 'sinc':
      return tidy(() => filter2d(x, kernelTensor(golden, stage.kernel)));
    case 'resize':
      return stage.size
        ? resize(x, { mode: stage.mode, size: stage.size })
        : resize(x, { mode: stage.mode, scaleFactor: stage.scale_factor! });
    case 'gaussian_noise':
    case 'poisson_noise':
      return noisy(golden, x, stage);
    case 'jpeg':
      return tidy(() =>
        diffJpeg(clipByValue(x, 0, 1), Array.from(golden.floats(stage.quality)), { differentiable: false }),
      );
    case 'clamp_round':
      return tidy(() => div(clipByValue(round(mul(x, 255)), 0, 255), 255) as Tensor4D);
  }
};

/** Stages that round and that others follow: a value may legitimately fall on the other side there, as the cases say. */
const ROUNDING: ReadonlySet<string> = new Set(['poisson_noise', 'jpeg']);

/**
 * The chain's picture with the official values in those few places where a rounding fell on the other side. The
 * comparison of the stage has allowed them; left in, a single one grows with every block transform that follows.
 */
const withoutFlips = async (
  actual: Tensor4D,
  stored: Tensor4D,
  { abs = 0, rel = 0 }: Tolerance,
): Promise<Tensor4D> => {
  const [values, expected] = [await actual.data(), await stored.data()];
  return tensor4d(
    Float32Array.from(values, (value, i) =>
      Math.abs(value - expected[i]!) <= abs + rel * Math.abs(expected[i]!) ? value : expected[i]!,
    ),
    actual.shape,
  );
};

/** The official names of a recipe's steps, with what the batch shares. */
const described = (step: DegradationStep): unknown => {
  switch (step.op) {
    case 'blur':
      return ['blur'];
    case 'resize':
      return 'scaleFactor' in step
        ? ['resize', step.mode, step.scaleFactor]
        : ['resize', step.mode, [step.height, step.width]];
    case 'gaussianNoise':
      return ['gaussian_noise'];
    case 'poissonNoise':
      return ['poisson_noise'];
    case 'jpeg':
      return ['jpeg'];
  }
};

const describedStage = (stage: Stage): unknown => {
  if (stage.stage === 'sinc') return ['blur'];
  return stage.stage === 'resize' ? ['resize', stage.mode, stage.size ?? stage.scale_factor] : [stage.stage];
};

/** The sampler asks for the recorded draws of the batch, in their order, and decides the same. */
const compareSampling = (golden: GoldenCase, params: PipelineParams): Comparison[] => {
  const [batch, , height, width] = golden.tensor('gt').shape as [number, number, number, number];
  const options = optionsFromBasicSR({ model_type: params.model, ...params.options });
  const recorded = recordedSource(params.calls);
  const recipe = drawRecipe(options, { ...seededStreams(0), batch: recorded }, 0, [batch, height, width]);
  recorded.finish();
  const crop = params.stages.find((stage) => stage.stage === 'crop');
  const middle = params.stages.filter(({ stage }) => !['usm', 'clamp_round', 'crop'].includes(stage));
  return [
    expectEqual('sampled steps', recipe.steps.map(described), middle.map(describedStage)),
    expectEqual(
      'sampled crop',
      recipe.crop,
      crop && { top: crop.top, left: crop.left, gtSize: crop.gt_size },
    ),
  ];
};

/**
 * `degradation_pipeline`: every stage from the stored output of the one before, then all of them in a chain, the crops,
 * the sharpened crop, and the draws of the batch.
 */
export const degradationPipeline: RunOp = async ({ golden }) => {
  const params = golden.file.params as unknown as PipelineParams;
  const perStage = golden.file['stage_tolerance'] as unknown as Record<string, Tolerance>;
  const results = compareSampling(golden, params);
  const held: Tensor[] = [];
  const hold = <T extends Tensor>(tensor: T): T => {
    held.push(tensor);
    return tensor;
  };
  try {
    const gt = hold(nhwcTensor(golden, 'gt'));
    let stored = gt;
    let chained = gt;
    for (const stage of params.stages) {
      const label = (result: Comparison, kind: string): Comparison => ({
        ...result,
        name: `${kind} ${result.name}`,
      });
      if (stage.stage === 'crop') {
        const place = { top: stage.top, left: stage.left, gtSize: stage.gt_size };
        const fromStored = cropPair({ lq: stored, gt }, place, params.scale);
        const fromChain = cropPair({ lq: chained, gt }, place, params.scale);
        for (const pair of [fromStored, fromChain]) held.push(pair.lq, pair.gt);
        const sharpened = hold(usmSharp(fromStored.gt));
        results.push(
          label(await compareNhwc(golden, 'lq', fromStored.lq, perStage['crop']), 'stage'),
          label(await compareNhwc(golden, 'lq', fromChain.lq, golden.file.final_lq_tolerance), 'chain'),
          await compareNhwc(golden, 'gt_crop', fromStored.gt, perStage['crop']),
          await compareNhwc(golden, 'gt_usm_crop', sharpened, perStage['usm']),
        );
        continue;
      }
      const alone = hold(await runStage(golden, stored, stage));
      results.push(label(await compareNhwc(golden, stage.output, alone, perStage[stage.stage]), 'stage'));
      stored = hold(nhwcTensor(golden, stage.output));
      const linked = hold(await runStage(golden, chained, stage));
      results.push(label(await compareNhwc(golden, stage.output, linked), 'chain'));
      chained = ROUNDING.has(stage.stage)
        ? hold(await withoutFlips(linked, stored, golden.file.tolerance))
        : linked;
    }
    return results;
  } finally {
    for (const tensor of held) tensor.dispose();
  }
};
