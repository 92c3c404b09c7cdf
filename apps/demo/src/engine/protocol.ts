import type { Answer, WorkInParts } from '@srkit/jobs';
import type { UpscaleReport } from '@srkit/upscale';

/** What is to compute: the best there is, or one by name. */
export const BACKEND_CHOICES = ['auto', 'webgpu', 'threads', 'one-thread', 'plain'] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** Why it computes there: a word that the text files explain. */
export type BackendReason =
  | 'asked'
  | 'hardware-adapter'
  | 'no-webgpu'
  | 'software-adapter'
  | 'webgpu-fails'
  | 'no-wasm';

export interface ModelCard {
  readonly name: string;
  readonly description: string;
  readonly scale: number;
  readonly url: string;
  readonly licence: string;
}

/** What an engine says of itself when it has started. */
export interface EngineFacts {
  readonly backend: string;
  /** The graphics adapter, where there is one. */
  readonly device: string | null;
  readonly threads: number;
  readonly isolated: boolean;
  readonly reason: BackendReason;
  /** What did not start, in its own words. */
  readonly warning: string;
  /** Those that come with the site, the default first. */
  readonly models: readonly ModelCard[];
}

/** One of the site's models, or a file. */
export type ModelChoice =
  | { readonly name: string; readonly file?: undefined }
  | { readonly name: string; readonly file: Blob };

export interface UpscaleInput {
  readonly picture: Blob;
  readonly name: string;
  readonly model: ModelChoice;
  /** Default: the network's own. */
  readonly outscale: number | undefined;
  readonly mode: 'exact' | 'fast';
}

export interface UpscaleOutput {
  /** The result, exactly. */
  readonly png: Blob;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  readonly report: UpscaleReport;
}

/** Of a picture that is being made: its size, rectangles of it as they are done, and all of it again at the end. */
export type PicturePart =
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  | {
      readonly kind: 'patch' | 'final';
      readonly x: number;
      readonly y: number;
      readonly bitmap: ImageBitmap;
    };

/** What a checkpoint holds, for people and for the room that can use it. */
export interface CheckpointInfo {
  readonly name: string;
  readonly format: string;
  readonly bytes: number;
  readonly architecture: string;
  readonly scale: number;
  readonly parameters: number;
  readonly config: string;
  /** Whether it enlarges a picture by itself. */
  readonly usable: boolean;
}

type Method<Input, Output> = (input: Input, work: WorkInParts) => Promise<Answer<Output>>;

/** What the worker that computes can be asked. */
export interface EngineMethods {
  readonly facts: Method<null, EngineFacts>;
  readonly upscale: Method<UpscaleInput, UpscaleOutput>;
  readonly info: Method<{ readonly file: Blob; readonly name: string }, CheckpointInfo>;
  readonly [name: string]: (input: never, work: WorkInParts) => Promise<Answer<unknown>>;
}

/** What the worker that writes pictures can be asked. */
export interface PictureMethods {
  /** Formats that this browser writes. */
  readonly formats: Method<null, string[]>;
  readonly encode: Method<{ readonly png: Blob; readonly format: string; readonly quality: number }, Blob>;
  readonly [name: string]: (input: never, work: WorkInParts) => Promise<Answer<unknown>>;
}
