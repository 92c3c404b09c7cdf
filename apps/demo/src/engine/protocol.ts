import type { DegradationOptions, DegradationRecipe, DegradationStep, PresetName } from '@srkit/degradation';
import type { Answer, WorkInParts } from '@srkit/jobs';
import type { FinetuneOutcome } from '@srkit/training';
import type { MatchMap, RefUpscaleReport, TrustMap, UpscaleReport } from '@srkit/upscale';
import type { Piece, Rectangle } from './bitmaps';

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
  /** What was begun goes on elsewhere; the next picture tries the device again. */
  | 'device-lost'
  /** It failed, was lost again, or did not come back. */
  | 'device-gone'
  | 'no-wasm';

/** What an engine is started with. */
export interface EngineStart {
  readonly choice: BackendChoice;
  /** The graphics card has failed: whether it is tried again, and the CPU taken where that fails, or left alone. */
  readonly afterFailure?: 'try-again' | 'leave-alone' | undefined;
}

export interface ModelCard {
  readonly name: string;
  readonly description: string;
  readonly scale: number;
  readonly bytes: number;
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

/** One of the site's models, or a file, with a number by which the worker knows whether it is the same one as before. */
export type ModelChoice =
  | { readonly name: string; readonly file?: undefined; readonly id?: undefined }
  | { readonly name: string; readonly file: Blob; readonly id: number };

export interface UpscaleInput {
  readonly picture: Blob;
  readonly name: string;
  readonly model: ModelChoice;
  /** Default: the network's own. */
  readonly outscale: number | undefined;
  readonly mode: 'exact' | 'fast';
  readonly keepColours?: boolean | undefined;
  /** For what the network works on, in bytes. Default: as `Upscaler` has it. */
  readonly memoryBudget?: number | undefined;
}

export interface UpscaleOutput {
  /** The result, exactly. */
  readonly png: Blob;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  readonly report: UpscaleReport;
  /** What has computed it, in the end. */
  readonly facts: EngineFacts;
}

/**
 * Of a picture that is being made: its size, rectangles of it as they are done, and, where it is not what has grown, all of it
 * again at the end.
 */
export type PicturePart =
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  | ({ readonly kind: 'patch' | 'final' } & Piece)
  /** The device was lost, and something else goes on. */
  | { readonly kind: 'moved'; readonly facts: EngineFacts };

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

/** A step of a degradation and its place in the process, such as `2.blur`; null where the place is left out this time. */
export interface Slot {
  readonly id: string;
  readonly step: DegradationStep | null;
}

export interface Draft {
  readonly recipe: DegradationRecipe;
  readonly slots: readonly Slot[];
}

export interface SampleInput {
  /** A preset's name, or all options. */
  readonly options: PresetName | DegradationOptions;
  readonly ablations: readonly Ablation[];
  readonly seed: number;
  /** Height and width of the ground truth. */
  readonly size: readonly [number, number];
  /** Places that stay as they are. */
  readonly locked: readonly Slot[];
}

export const ABLATIONS = ['firstOrder', 'withoutSinc', 'gaussianKernelsOnly'] as const;
export type Ablation = (typeof ABLATIONS)[number];

export interface DegradeInput {
  readonly picture: Blob;
  readonly recipe: unknown;
}

/** PNGs. */
export interface DegradedPair {
  readonly lq: Blob;
  readonly gt: Blob;
  /** As it was checked. */
  readonly recipe: DegradationRecipe;
}

export interface TrainInput {
  readonly photos: readonly { readonly name: string; readonly file: Blob }[];
  readonly from: string;
  readonly minutes: number;
  /** Instead of minutes. */
  readonly iterations: number | undefined;
  readonly cropSize: number;
  readonly batchSize: number;
  /** Name of the channel on which a message ends training after its iteration. */
  readonly channel: string;
}

export type TrainPart =
  | { readonly kind: 'note'; readonly words: string }
  | { readonly kind: 'plan'; readonly iterations: number; readonly pieces: number; readonly heldOut: number }
  | { readonly kind: 'curve'; readonly points: readonly (readonly [iteration: number, loss: number])[] }
  | {
      readonly kind: 'step';
      readonly iteration: number;
      readonly loss: number | undefined;
      readonly seconds: number;
      readonly eta: number | undefined;
      readonly psnr: number | undefined;
    }
  | { readonly kind: 'preview'; readonly png: Blob };

export interface TrainOutput {
  /** Whether all iterations were done; otherwise the same call goes on. */
  readonly finished: boolean;
  readonly outcome: Pick<
    FinetuneOutcome,
    'iteration' | 'iterations' | 'gain' | 'gained' | 'clean' | 'degraded' | 'protocol'
  >;
  readonly crops: readonly {
    readonly name: string;
    readonly before: Blob;
    readonly after: Blob;
    readonly gt: Blob;
  }[];
  readonly model: Blob;
}

export interface ReferencesInput {
  /** A bundle, or three checkpoints in any order; none: the model that comes with the site. */
  readonly files: readonly { readonly name: string; readonly file: File }[];
  readonly picture: Blob;
  readonly references: readonly Blob[];
  /** Whether to tell where the result can be trusted as well; it takes four times as long. */
  readonly trust: boolean;
}

export interface ReferencesOutput {
  readonly png: Blob;
  readonly report: RefUpscaleReport;
  readonly map: MatchMap;
  readonly trust: { readonly png: Blob; readonly summary: TrustMap['summary'] } | undefined;
}

export interface BenchmarkOutput {
  readonly convolution: { readonly milliseconds: number; readonly gigaMultiplyAdds: number };
  readonly model: {
    readonly name: string;
    readonly milliseconds: number;
    readonly megapixelsPerSecond: number;
  };
}

type Method<Input, Output> = (input: Input, work: WorkInParts) => Promise<Answer<Output>>;

/** What the worker that computes can be asked. */
export interface EngineMethods {
  readonly facts: Method<null, EngineFacts>;
  readonly upscale: Method<UpscaleInput, UpscaleOutput>;
  readonly info: Method<{ readonly file: Blob; readonly name: string }, CheckpointInfo>;
  readonly sample: Method<SampleInput, Draft & { readonly options: DegradationOptions }>;
  readonly degrade: Method<DegradeInput, DegradedPair>;
  readonly train: Method<TrainInput, TrainOutput>;
  readonly forgetTraining: Method<null, null>;
  readonly references: Method<ReferencesInput, ReferencesOutput>;
  readonly benchmark: Method<null, BenchmarkOutput>;
  readonly [name: string]: (input: never, work: WorkInParts) => Promise<Answer<unknown>>;
}

/** A result by its bytes, under a name by which the worker knows whether it holds its pixels already. */
export interface NamedPng {
  readonly png: Blob;
  readonly id: number;
}

/** What the worker that writes pictures can be asked. Of one picture, the last, it holds the pixels until told otherwise. */
export interface PictureMethods {
  /** Formats that this browser writes. */
  readonly formats: Method<null, string[]>;
  /** Pixels of a picture, by its header. @throws ImageError for a file that is none. */
  readonly pixels: Method<Blob, number>;
  readonly encode: Method<NamedPng & { readonly format: string; readonly quality: number }, Blob>;
  /** All of a picture, with fewer pixels where it is large. */
  readonly overview: Method<NamedPng, readonly Piece[]>;
  /** A part of it, with all of its pixels. */
  readonly part: Method<NamedPng & { readonly area: Rectangle }, ImageBitmap>;
  readonly forget: Method<null, null>;
  readonly [name: string]: (input: never, work: WorkInParts) => Promise<Answer<unknown>>;
}
