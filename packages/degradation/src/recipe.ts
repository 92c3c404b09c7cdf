import type { KernelType, ResizeMode } from './options';

/** A blur kernel by its parameters. `size` is its odd side; angles in radians, sigmas in pixels, cutoff in (0, pi]. */
export type KernelSpec =
  | { readonly type: 'iso'; readonly size: number; readonly sigmaX: number }
  | {
      readonly type: 'aniso';
      readonly size: number;
      readonly sigmaX: number;
      readonly sigmaY: number;
      readonly rotation: number;
    }
  | {
      readonly type: 'generalized_iso' | 'plateau_iso';
      readonly size: number;
      readonly sigmaX: number;
      readonly beta: number;
    }
  | {
      readonly type: 'generalized_aniso' | 'plateau_aniso';
      readonly size: number;
      readonly sigmaX: number;
      readonly sigmaY: number;
      readonly rotation: number;
      readonly beta: number;
    }
  | { readonly type: 'sinc'; readonly size: number; readonly cutoff: number }
  /** Given weights, row by row: a kernel that was measured or recorded. */
  | { readonly type: 'values'; readonly size: number; readonly values: readonly number[] }
  /** Leaves the picture as it is. */
  | { readonly type: 'pulse' };

export type KernelSpecType = KernelType | 'sinc' | 'values' | 'pulse';

/** Blurs every sample with its own kernel. */
export interface BlurStep {
  readonly op: 'blur';
  readonly kernels: readonly KernelSpec[];
}

/** Resizes the whole batch: by a factor (size = floor of side times factor), or to a size. */
export type ResizeStep =
  | { readonly op: 'resize'; readonly mode: ResizeMode; readonly scaleFactor: number }
  | { readonly op: 'resize'; readonly mode: ResizeMode; readonly height: number; readonly width: number };

export interface GaussianNoiseStep {
  readonly op: 'gaussianNoise';
  /** Standard deviation per sample, in levels of 255. */
  readonly sigma: readonly number[];
  readonly gray: readonly boolean[];
  /** Seed of each sample's colour noise: an unsigned 32-bit integer. */
  readonly seeds: readonly number[];
  /** Seed of the one grey plane that all grey samples of a batch share. */
  readonly graySeed: number;
}

export interface PoissonNoiseStep {
  readonly op: 'poissonNoise';
  /** Strength per sample; 1 is the noise of the picture's own photons. */
  readonly scale: readonly number[];
  readonly gray: readonly boolean[];
  /** Seed of each sample's counts: an unsigned 32-bit integer. */
  readonly seeds: readonly number[];
}

/** Compresses every sample with its own quality, 1 to 100. */
export interface JpegStep {
  readonly op: 'jpeg';
  readonly quality: readonly number[];
}

export type DegradationStep = BlurStep | ResizeStep | GaussianNoiseStep | PoissonNoiseStep | JpegStep;

/** Every random decision of one degradation, as plain JSON: `apply` makes the same pictures from it every time. */
export interface DegradationRecipe {
  /** Version of this format. */
  readonly version: 1;
  /** Where it came from; not needed to replay it. */
  readonly seed: number;
  readonly scale: number;
  /** What it was sampled for. */
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Whether the process starts from the sharpened ground truth. */
  readonly sharpen: boolean;
  /** Whether the ground truth of the pair is the sharpened one. */
  readonly sharpenGt: boolean;
  readonly steps: readonly DegradationStep[];
  /** Position in LQ pixels and side in ground truth pixels of the paired crop; null: no crop. */
  readonly crop: { readonly top: number; readonly left: number; readonly gtSize: number } | null;
}
