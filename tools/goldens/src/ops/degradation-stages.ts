import type { ResizeMode } from '@srkit/degradation';

/** How a `degradation_pipeline` case describes the official process, stage by stage; other names are tensors. */

interface Noise {
  readonly gray: string;
  /** Uniform draws that decided about grey, where they are below the probability. */
  readonly u_gray: readonly number[];
  readonly draw: string;
  readonly draw_gray?: string;
  readonly clip: boolean;
  readonly rounds: boolean;
  readonly output: string;
}

interface GaussianStage extends Noise {
  readonly stage: 'gaussian_noise';
  readonly sigma: string;
  readonly u_sigma: readonly number[];
}

interface PoissonStage extends Noise {
  readonly stage: 'poisson_noise';
  readonly scale: string;
  readonly u_scale: readonly number[];
  readonly unique: readonly number[];
  readonly vals: readonly number[];
  readonly unique_gray?: readonly number[];
  readonly vals_gray?: readonly number[];
}

export type NoiseStage = GaussianStage | PoissonStage;

interface Sized {
  readonly in_size: readonly [height: number, width: number];
  readonly out_size: readonly [height: number, width: number];
}

export type Stage =
  | { readonly stage: 'usm' | 'clamp_round'; readonly output: string }
  | { readonly stage: 'blur' | 'sinc'; readonly kernel: string; readonly output: string }
  | (Sized & {
      readonly stage: 'resize';
      readonly mode: ResizeMode;
      readonly scale_factor?: number;
      readonly size?: readonly [height: number, width: number];
      readonly output: string;
    })
  | NoiseStage
  | {
      readonly stage: 'jpeg';
      readonly quality: string;
      readonly clamp_before: boolean;
      readonly output: string;
    }
  | {
      readonly stage: 'crop';
      readonly top: number;
      readonly left: number;
      readonly gt_size: number;
      readonly lq_size: number;
      readonly output: string;
    };
