import { RELAXED_SIMD, SIMD } from '../generated/deform';
import type { HostTensor } from '../host-kernel';
import { SimdModule } from '../simd/simd-module';
import type { DeformBand } from './geometry';

/** `locate` and the others in `backend-wasm/assembly/shared/deform-samples.ts`; pointers in bytes. */
interface Deform {
  locate(
    sampling: number,
    table: number,
    x: number,
    blank: number,
    firstPixel: number,
    pixels: number,
    outWidth: number,
    height: number,
    width: number,
    pixelFloats: number,
    groupFloats: number,
    groups: number,
    firstGroup: number,
    groupCount: number,
    kernelHeight: number,
    kernelWidth: number,
    stride: number,
    padding: number,
    dilation: number,
  ): void;
  gather(table: number, entries: number, channels: number, columns: number): void;
  scatter(table: number, entries: number, channels: number, columns: number): void;
  differentiate(
    table: number,
    pixels: number,
    taps: number,
    groups: number,
    channels: number,
    columns: number,
    sampling: number,
  ): void;
}

const simd = SimdModule.open<Deform>({ RELAXED_SIMD, SIMD });

/** Whether this machine runs the SIMD kernels; without them the reference form is used. */
export const hasSimdDeform = simd !== undefined;

/** Floats of columns that are worked on at a time, so that they stay in a core's cache with their table. */
const CHUNK_FLOATS = 2 ** 15;

/** Floats of an entry in the kernels' table. */
const ENTRY_FLOATS = 8;

/** Addresses are kept at multiples of a vector. */
const aligned = (floats: number): number => Math.ceil(floats / 4) * 4;

type PictureShape = readonly [height: number, width: number, channels: number];

/** Some pixels of a band whose samples are located, with the floats where they lie in the scratch memory. */
interface Chunk {
  readonly exports: Deform;
  readonly memory: Float32Array;
  /** Index of the first pixel in the band. */
  readonly first: number;
  readonly pixels: number;
  readonly samplingAt: number;
  readonly tableAt: number;
  readonly columnsAt: number;
}

/**
 * Puts a picture at the start of the scratch memory (zeros when there is none), walks over the pixels of a band in
 * chunks, and returns the memory.
 */
const walk = (
  picture: Float32Array | undefined,
  [height, width, channels]: PictureShape,
  sampling: HostTensor,
  { kernelSize, stride, padding, dilation, deformGroups, sample, firstRow, rows }: DeformBand,
  visit: (chunk: Chunk) => void,
): Float32Array => {
  if (!simd)
    throw new Error('The host kernels need WebAssembly SIMD; hasSimdDeform says whether it is there.');
  const [, outHeight, outWidth, values] = sampling.shape as [number, number, number, number];
  const taps = kernelSize[0] * kernelSize[1];
  const pictureFloats = height * width * channels;
  const most = Math.max(1, Math.floor(CHUNK_FLOATS / (taps * channels)));
  const blankAt = aligned(pictureFloats);
  const samplingAt = blankAt + aligned(channels);
  const tableAt = samplingAt + aligned(most * values);
  const columnsAt = tableAt + most * taps * deformGroups * ENTRY_FLOATS;
  const memory = simd.floats(columnsAt + most * taps * channels);
  if (picture) memory.set(picture, 0);
  else memory.fill(0, 0, pictureFloats);
  memory.fill(0, blankAt, samplingAt);
  const firstPixel = firstRow * outWidth;
  const samplingStart = (sample * outHeight * outWidth + firstPixel) * values;
  for (let first = 0; first < rows * outWidth; first += most) {
    const pixels = Math.min(most, rows * outWidth - first);
    const start = samplingStart + first * values;
    memory.set(sampling.values.subarray(start, start + pixels * values), samplingAt);
    simd.exports.locate(
      samplingAt * 4,
      tableAt * 4,
      0,
      blankAt * 4,
      firstPixel + first,
      pixels,
      outWidth,
      height,
      width,
      channels,
      channels / deformGroups,
      deformGroups,
      0,
      deformGroups,
      kernelSize[0],
      kernelSize[1],
      stride,
      padding,
      dilation,
    );
    visit({ exports: simd.exports, memory, first, pixels, samplingAt, tableAt, columnsAt });
  }
  return memory;
};

/** A sample of a batch of pictures, and its shape. */
const pictureOf = (x: HostTensor, sample: number): [Float32Array, PictureShape] => {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const floats = height * width * channels;
  return [x.values.subarray(sample * floats, (sample + 1) * floats), [height, width, channels]];
};

/** `deformColumns` on arrays. */
export const hostDeformColumns = (
  x: HostTensor,
  sampling: HostTensor,
  band: DeformBand,
  out: Float32Array,
): void => {
  const [picture, shape] = pictureOf(x, band.sample);
  const taps = band.kernelSize[0] * band.kernelSize[1];
  const row = taps * shape[2];
  walk(picture, shape, sampling, band, ({ exports, memory, first, pixels, tableAt, columnsAt }) => {
    const entries = pixels * taps * band.deformGroups;
    exports.gather(tableAt * 4, entries, shape[2] / band.deformGroups, columnsAt * 4);
    out.set(memory.subarray(columnsAt, columnsAt + pixels * row), first * row);
  });
};

/** `deformPictureGradient` on arrays; `shape` is the picture's. */
export const hostDeformPictureGradient = (
  columns: HostTensor,
  sampling: HostTensor,
  band: DeformBand,
  shape: PictureShape,
  out: Float32Array,
): void => {
  const taps = band.kernelSize[0] * band.kernelSize[1];
  const row = taps * shape[2];
  const memory = walk(undefined, shape, sampling, band, (chunk) => {
    const { first, pixels, tableAt, columnsAt } = chunk;
    chunk.memory.set(columns.values.subarray(first * row, (first + pixels) * row), columnsAt);
    const entries = pixels * taps * band.deformGroups;
    chunk.exports.scatter(tableAt * 4, entries, shape[2] / band.deformGroups, columnsAt * 4);
  });
  out.set(memory.subarray(0, out.length));
};

/** `deformSamplingGradient` on arrays. */
export const hostDeformSamplingGradient = (
  x: HostTensor,
  sampling: HostTensor,
  columns: HostTensor,
  band: DeformBand,
  out: Float32Array,
): void => {
  const [picture, shape] = pictureOf(x, band.sample);
  const taps = band.kernelSize[0] * band.kernelSize[1];
  const row = taps * shape[2];
  const values = 3 * taps * band.deformGroups;
  walk(picture, shape, sampling, band, (chunk) => {
    const { exports, memory, first, pixels, samplingAt, tableAt, columnsAt } = chunk;
    memory.set(columns.values.subarray(first * row, (first + pixels) * row), columnsAt);
    // The result takes the place of the sampling, which is in the table by now.
    exports.differentiate(
      tableAt * 4,
      pixels,
      taps,
      band.deformGroups,
      shape[2] / band.deformGroups,
      columnsAt * 4,
      samplingAt * 4,
    );
    out.set(memory.subarray(samplingAt, samplingAt + pixels * values), first * values);
  });
};
