/** What a child process is asked to measure. The folder holds `picture.u8`, `model.safetensors`, `model.onnx`. */
export interface Job {
  readonly runtime: RuntimeName;
  readonly folder: string;
  readonly width: number;
  readonly height: number;
  readonly threads: number;
}

export const RUNTIMES = ['onnxruntime-node', 'onnxruntime-web', 'tfjs-wasm', 'srkit'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** A computed picture in the runtime's own layout: floats, or 16-bit samples over the full range. */
export interface Output {
  readonly layout: 'nhwc' | 'nchw';
  readonly data: Float32Array | Uint16Array;
}

/** A runtime with its network and picture loaded. */
export interface Contender {
  /** The timed work: picture in memory to enlarged picture in memory. */
  run(): Promise<unknown>;
  /** The same picture's output as exactly as the runtime gives it; not timed. */
  verify(): Promise<Output>;
  /** Backend, threads, tiles: what the runtime says it did. Asked after the runs. */
  about(): string;
}

export type CreateContender = (job: Job) => Promise<Contender>;
