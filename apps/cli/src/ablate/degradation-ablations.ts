import {
  type DegradationOptions,
  degradationOptions,
  firstOrder,
  gaussianKernelsOnly,
  withoutSinc,
} from '@srkit/degradation';

/** A process with a name for tables. */
export interface NamedProcess {
  readonly name: string;
  readonly degradation: DegradationOptions;
}

/** Two trainings that differ in one thing, and the processes that both are measured on. */
export interface DegradationAblation {
  readonly about: string;
  /** As the paper has it, and without. */
  readonly variants: readonly [withIt: NamedProcess, without: NamedProcess];
  /** The first one decides whether the direction agrees with the paper. */
  readonly tests: readonly NamedProcess[];
}

/** Real-ESRGAN's process; nothing is sharpened, because results are compared with the photos as they are. */
export const FULL = degradationOptions('realesrgan-x4plus', {
  sharpen: false,
  sharpenGt: false,
  gtSize: null,
});

const complexKernelsOnly = (options: DegradationOptions): DegradationOptions => ({
  ...options,
  stages: options.stages.map((stage) => {
    const kept = stage.kernelList.flatMap((type, i) =>
      /generalized|plateau/.test(type) ? [{ type, probability: stage.kernelProb[i] ?? 0 }] : [],
    );
    const sum = kept.reduce((all, { probability }) => all + probability, 0);
    return {
      ...stage,
      sincProb: 0,
      kernelList: kept.map(({ type }) => type),
      kernelProb: kept.map(({ probability }) => probability / sum),
    };
  }),
});

const full: NamedProcess = { name: 'second order', degradation: FULL };

/** Real-ESRGAN's section 4.4, what its degradation consists of. */
export const DEGRADATION_ABLATIONS = {
  order: {
    about: 'first against second order (Real-ESRGAN, section 4.4)',
    variants: [full, { name: 'first order', degradation: firstOrder(FULL) }],
    tests: [full, { name: 'first order', degradation: firstOrder(FULL) }],
  },
  sinc: {
    about: 'with and without sinc filters (Real-ESRGAN, section 4.4)',
    variants: [
      { name: 'with sinc', degradation: FULL },
      { name: 'without sinc', degradation: withoutSinc(FULL) },
    ],
    tests: [
      {
        name: 'always sinc',
        degradation: { ...FULL, final: { ...FULL.final, sincProb: 1 } },
      },
      full,
    ],
  },
  kernels: {
    about: 'with and without generalised and plateau-shaped kernels (Real-ESRGAN, section 4.4)',
    variants: [
      { name: 'all kernels', degradation: FULL },
      { name: 'Gaussian kernels only', degradation: gaussianKernelsOnly(FULL) },
    ],
    tests: [{ name: 'complex kernels', degradation: complexKernelsOnly(FULL) }, full],
  },
} as const satisfies Readonly<Record<string, DegradationAblation>>;
