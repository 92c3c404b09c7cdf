import type { LongWork } from '@srkit/core';
import type { NamedTensor, StateDict, TensorInfo } from './tensor';

/** The two files of an ncnn network, each from anywhere. */
export interface NcnnFiles {
  readonly param: FileLocation;
  readonly bin: FileLocation;
}

/**
 * Where a checkpoint is. Of an ncnn network a path or URL that ends in `.param` (its `.bin` is looked for beside it),
 * or both files.
 */
export type CheckpointSource = FileLocation | NcnnFiles;

/**
 * Where a file is. A string is a path in Node (unless it starts with `http:`, `https:` or `file:`) and a
 * URL in a browser. `File` is a `Blob`.
 */
export type FileLocation = string | URL | Blob | ArrayBuffer | Uint8Array;

export interface OpenOptions {
  /**
   * Which dictionary of the file to take, such as `params_ema`; a dotted path leads into nested ones, `''` or
   * `'.'` is the root. Without it: `params_ema`, else `params`, else `state_dict`, else the root.
   */
  readonly key?: string | undefined;
  /** Aborting rejects the opening with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  /** Used instead of the global `fetch` for URLs, for instance to add headers. */
  readonly fetch?: typeof fetch | undefined;
}

/** An open checkpoint: everything but the elements has been read and checked. Close it when done. */
export interface Checkpoint {
  readonly format: 'pytorch-zip' | 'pytorch-legacy' | 'safetensors' | 'onnx' | 'ncnn';
  /** Size of the file in bytes. */
  readonly byteLength: number;
  /** Top-level keys below which there are tensors: what `key` may be. Empty for the flat formats. */
  readonly keys: readonly string[];
  /** The key that was chosen, `null` for the root. */
  readonly selected: string | null;
  /**
   * Tensors of the selected dictionary in the file's order. Nested names are joined with dots; a `module.`
   * that all names begin with is taken off.
   */
  readonly tensors: readonly TensorInfo[];
  /**
   * The file's plain data (epoch, iter, lr, ...) with all tensors left out, objects without a prototype.
   * Integers beyond 2^53 are bigints, tuples and sets are arrays. For safetensors its `__metadata__` strings.
   */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Reads one tensor. Throws `CheckpointError` if the name is unknown or the file is damaged. */
  read(name: string): Promise<NamedTensor>;
  /** Reads all of `tensors`, each storage once; progress counts bytes. */
  readAll(options?: LongWork): Promise<StateDict>;
  /**
   * Reads all of `tensors` one after the other, in the order of the storages that they lie in, so that no more than a
   * storage and what is made of it is held; progress counts bytes.
   */
  readEach(options?: LongWork): AsyncGenerator<NamedTensor, void>;
  /** Frees the file handle. Reading afterwards throws. May be called twice. */
  close(): Promise<void>;
}

/** What a platform's `openCheckpoint` looks like. */
export type OpenCheckpoint = (source: CheckpointSource, options?: OpenOptions) => Promise<Checkpoint>;
