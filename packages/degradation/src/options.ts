/** Lower and upper bound of a uniform draw. */
export type Range = readonly [low: number, high: number];

/** Shapes of blur kernel (Real-ESRGAN, section 3.1; `kernel_list` in BasicSR's option files). */
export type KernelType =
  | 'iso'
  | 'aniso'
  | 'generalized_iso'
  | 'generalized_aniso'
  | 'plateau_iso'
  | 'plateau_aniso';

/** Interpolations the process chooses from, with PyTorch's semantics. */
export type ResizeMode = 'area' | 'bilinear' | 'bicubic' | 'nearest';

/** One order of the process: blur, resize, noise, JPEG (Real-ESRGAN, figure 2). */
export interface StageOptions {
  /** Probability that the stage blurs at all. */
  readonly blurProb: number;
  /** Sides of the kernels, odd, chosen uniformly. */
  readonly kernelSizes: readonly number[];
  readonly kernelList: readonly KernelType[];
  /** Probabilities of the entries of `kernelList`; they sum to one. */
  readonly kernelProb: readonly number[];
  /** Probability that the kernel is a sinc filter instead of one of `kernelList`. */
  readonly sincProb: number;
  /** Standard deviation in pixels, for both axes. */
  readonly blurSigma: Range;
  /** Shape of generalised Gaussian kernels. */
  readonly betagRange: Range;
  /** Shape of plateau-shaped kernels. */
  readonly betapRange: Range;
  /** Probabilities of enlarging, shrinking and keeping the size; they sum to one. */
  readonly resizeProb: readonly [up: number, down: number, keep: number];
  /** Smallest scale when shrinking (at most 1), largest when enlarging (at least 1). */
  readonly resizeRange: Range;
  readonly resizeModes: readonly ResizeMode[];
  /** What the scale multiplies: the picture as it is at this point, or the LQ size (ground truth over scale). */
  readonly resizeOf: 'current' | 'target';
  /** Probability of Gaussian noise; otherwise it is Poisson noise. */
  readonly gaussianNoiseProb: number;
  /** Standard deviation of Gaussian noise in levels of 255. */
  readonly noiseRange: Range;
  /** Strength of Poisson noise. */
  readonly poissonScaleRange: Range;
  /** Probability that the noise of a sample is grey. */
  readonly grayNoiseProb: number;
  /** JPEG quality, 1 to 100; null: the stage does not compress (the last one leaves it to `final`). */
  readonly jpegRange: Range | null;
}

/** What follows the stages: resize to the LQ size, sinc filter and JPEG in one of two orders (section 3.3). */
export interface FinalOptions {
  /** Probability of a sinc filter; otherwise the picture is not filtered. */
  readonly sincProb: number;
  /** Sides of the sinc kernel, odd, chosen uniformly. */
  readonly kernelSizes: readonly number[];
  /** Probability of [resize, sinc] before JPEG; otherwise JPEG comes first. */
  readonly sincFirstProb: number;
  readonly resizeModes: readonly ResizeMode[];
  /** JPEG quality, 1 to 100; null: no compression. */
  readonly jpegRange: Range | null;
}

/** The degradation process, completely. Defaults: `PRESETS`. */
export interface DegradationOptions {
  /** Ground truth over LQ, a positive integer. */
  readonly scale: number;
  /** Start from the sharpened ground truth (Real-ESRGAN+, section 3.4). */
  readonly sharpen: boolean;
  /** The ground truth of the pair is the sharpened one too, as Real-ESRNet trains (`gt_usm`). */
  readonly sharpenGt: boolean;
  /** One for the classical process, two for the paper's, any number more. */
  readonly stages: readonly StageOptions[];
  readonly final: FinalOptions;
  /** `fixed`: the paper's order. `shuffled`: the steps of all stages in random order, as BSRGAN does. */
  readonly order: 'fixed' | 'shuffled';
  /** Side of the paired random crop in pixels of the ground truth, a multiple of `scale`; null: no crop. */
  readonly gtSize: number | null;
}
