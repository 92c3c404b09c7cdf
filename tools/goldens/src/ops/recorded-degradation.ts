import type {
  BlurStep,
  DegradationOptions,
  DegradationRecipe,
  DegradationStep,
  NoiseDraws,
  RandomSource,
  RandomStreams,
} from '@srkit/degradation';
import type { GoldenCase } from '../golden-case';
import { samples } from '../samples';
import type { NoiseStage, Stage } from './degradation-stages';
import { type RecordedCall, recordedSource } from './recorded-source';

/**
 * A recorded draw of one sample: a number of a range, with the place in 0..1 where it came from if that was recorded, or
 * the values that a noise seed stands for.
 */
type SampleDraw =
  | { readonly value: number; readonly u?: number | undefined }
  | { readonly noise: Float32Array };

/** Rounding to float32 of a number that was drawn from a range. */
const DRAW_ROUNDING = 1e-6;

/** Noise of one stage: what grey samples share or own, and the seeds in the order in which they are asked for. */
const noiseOf = (golden: GoldenCase, stage: NoiseStage): Float32Array[] => {
  const gray = golden.floats(stage.gray);
  const color = samples(golden, stage.draw);
  const planes = stage.draw_gray === undefined ? [] : samples(golden, stage.draw_gray);
  const none = new Float32Array();
  if (stage.stage === 'gaussian_noise') return [...color, planes[0] ?? none];
  return color.map((draws, i) => (gray[i] === 1 ? (planes[i] ?? none) : draws));
};

const strengthsOf = (golden: GoldenCase, stage: NoiseStage): SampleDraw[] => {
  const [values, u] =
    stage.stage === 'gaussian_noise' ? [stage.sigma, stage.u_sigma] : [stage.scale, stage.u_scale];
  return Array.from(golden.floats(values), (value, i) => ({ value, u: u[i] }));
};

/** Everything that one sample of a batch draws for itself, in the order of the process. */
const sampleDraws = (golden: GoldenCase, stages: readonly Stage[]): SampleDraw[] =>
  stages.flatMap((stage): SampleDraw[] => {
    const values = (list: Iterable<number>) => [...list].map((value) => ({ value }));
    if (stage.stage === 'jpeg') return values(golden.floats(stage.quality));
    if (stage.stage !== 'gaussian_noise' && stage.stage !== 'poisson_noise') return [];
    return [
      ...strengthsOf(golden, stage),
      ...values(stage.u_gray),
      ...noiseOf(golden, stage).map((noise) => ({ noise })),
    ];
  });

/** The recorded draws of a case, as the streams and the noise of `@srkit/degradation`. */
export interface RecordedDraws {
  readonly streams: RandomStreams;
  readonly noise: NoiseDraws;
  /** Throws unless every recorded draw was asked for. */
  finish(): void;
}

/** A source none of whose draws is recorded. */
const nothing = (name: string): RandomSource => {
  const refuse = (): never => {
    throw new Error(`the ${name} are not drawn here`);
  };
  return { uniform: refuse, integer: refuse, choice: refuse, weighted: refuse };
};

export const recordedDraws = (
  golden: GoldenCase,
  stages: readonly Stage[],
  calls: readonly RecordedCall[],
): RecordedDraws => {
  const draws = sampleDraws(golden, stages);
  const batch = recordedSource(calls);
  let next = 0;
  const replay = (out: Float32Array, seed: number): void => {
    const draw = draws[seed];
    if (!draw || !('noise' in draw)) throw new Error(`noise ${seed} was not recorded`);
    if (draw.noise.length !== out.length)
      throw new Error(`noise ${seed} has ${draw.noise.length} values, asked for are ${out.length}`);
    out.set(draw.noise);
  };
  return {
    streams: {
      kernels: labels,
      batch,
      samples: {
        ...nothing('choices of a sample'),
        uniform: (low, high) => {
          const draw = draws[next++];
          const drawn = draw && 'value' in draw ? draw : undefined;
          const off = drawn?.u === undefined ? 0 : low + drawn.u * (high - low) - drawn.value;
          if (!drawn || drawn.value < low || drawn.value > high || Math.abs(off) > DRAW_ROUNDING * high)
            throw new Error(`draw ${next - 1} of the samples is ${drawn?.value}, not one of ${low}..${high}`);
          return drawn.value;
        },
        // A seed is the place of its noise among the draws.
        integer: () => next++,
      },
    },
    noise: { normal: replay, poisson: (out, _, seed) => replay(out, seed) },
    finish: () => {
      batch.finish();
      if (next !== draws.length)
        throw new Error(`${next} of ${draws.length} draws of the samples were asked for`);
    },
  };
};

/** Draws for kernels that carry their stage: any value of its range. */
const labels: RandomSource = {
  ...nothing('whole numbers of a kernel'),
  uniform: (low) => low,
  choice: ([first]) => first!,
  weighted: ([first]) => first!,
};

/**
 * Options whose kernels show which stage they were drawn for, since the case has the kernels' values but not their
 * parameters: stage i blurs with a sigma of i + 1, and there is a sinc filter in the end.
 */
export const withLabelledKernels = (options: DegradationOptions): DegradationOptions => ({
  ...options,
  stages: options.stages.map((stage, i) => ({
    ...stage,
    kernelList: ['iso'],
    kernelProb: [1],
    sincProb: 0,
    blurSigma: [i + 1, i + 1],
  })),
  final: { ...options.final, sincProb: 1 },
});

/** The case's name of the kernel that a blur step was drawn for. */
export const kernelName = ({ kernels: [kernel] }: BlurStep): string =>
  kernel?.type === 'iso' ? `kernel${kernel.sigmaX}` : 'sinc_kernel';

const withStoredKernel = (golden: GoldenCase, step: DegradationStep): DegradationStep => {
  if (step.op !== 'blur') return step;
  const name = kernelName(step);
  const [batch, size] = golden.tensor(name).shape as [number, number, number];
  const values = golden.floats(name);
  const kernels = Array.from({ length: batch }, (_, i) => ({
    type: 'values' as const,
    size,
    values: [...values.subarray(i * size * size, (i + 1) * size * size)],
  }));
  return { op: 'blur', kernels };
};

/** The recipe with the case's kernels in place of the labelled ones. */
export const withStoredKernels = (golden: GoldenCase, recipe: DegradationRecipe): DegradationRecipe => ({
  ...recipe,
  steps: recipe.steps.map((step) => withStoredKernel(golden, step)),
});
