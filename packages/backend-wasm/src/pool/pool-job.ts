import type { backend_util } from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { type Chunks, chunksOf } from '../chunks';
import type { JobParams } from '../threads/job';

/** Whether there is nothing to pool. */
export const isEmptyPool = ({ inShape, outShape }: backend_util.Conv2DInfo): boolean =>
  inShape.includes(0) || outShape.includes(0);

/** Rows of the pooled picture, or of the one that was pooled, in chunks. */
export const poolChunks = (
  { batchSize, inHeight, outHeight, inWidth, channels, windowSize }: PoolSize,
  over: 'windows' | 'pixels',
): Chunks & { readonly lines: number } => {
  const lines = batchSize * (over === 'windows' ? outHeight : inHeight);
  const work = (batchSize * inHeight * inWidth * channels * windowSize) / lines;
  return { lines, ...chunksOf(lines, work) };
};

interface PoolSize {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly outHeight: number;
  readonly inWidth: number;
  readonly channels: number;
  /** Windows that see an element, about. */
  readonly windowSize: number;
}

export const poolSize = (info: backend_util.Conv2DInfo): PoolSize => ({
  batchSize: info.batchSize,
  inHeight: info.inHeight,
  outHeight: info.outHeight,
  inWidth: info.inWidth,
  channels: info.inChannels,
  windowSize: Math.max(1, (info.filterHeight * info.filterWidth) / (info.strideHeight * info.strideWidth)),
});

/** Writes the front of a pool's job; see `assembly/pool/window.ts`. */
export const poolParams = (
  backend: SrkitWasmBackend,
  info: backend_util.Conv2DInfo,
  { lines, perChunk }: { readonly lines: number; readonly perChunk: number },
): JobParams =>
  backend.params
    .ints(info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth)
    .ints(info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth)
    .ints(info.padInfo.top, info.padInfo.left, lines, perChunk);
