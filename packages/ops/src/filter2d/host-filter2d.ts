import { type FilterPadding, filteredSide, padBefore } from '@srkit/core/contracts';
import { RELAXED_SIMD, SIMD } from '../generated/correlate';
import type { HostTensor } from '../host-kernel';
import { SimdModule } from '../simd/simd-module';
import { type KernelPlan, planKernel } from './plan-kernel';

interface Correlate {
  correlateRows(
    x: number,
    xStride: number,
    kernel: number,
    kernelHeight: number,
    kernelWidth: number,
    channels: number,
    out: number,
    outStride: number,
    outHeight: number,
  ): void;
  correlateRow(
    x: number,
    xStride: number,
    kernel: number,
    kernelWidth: number,
    channels: number,
    out: number,
    outStride: number,
    outHeight: number,
  ): void;
  correlateColumn(
    x: number,
    stride: number,
    kernel: number,
    kernelHeight: number,
    out: number,
    outHeight: number,
  ): void;
}

const simd = SimdModule.open<Correlate>({ RELAXED_SIMD, SIMD });

/** Whether this machine runs the SIMD kernels; without them the reference form is used. */
export const hasSimdFilter = simd !== undefined;

/** Floats of input a band of rows takes at most, so that it stays in a core's cache. */
const BAND_FLOATS = 2 ** 17;

/** Floats in a block of the kernels: strides are multiples of it. */
const BLOCK = 16;

/** Where position `index` of a side mirrored at its ends lies in the side; at most one mirroring. */
const mirrored = (index: number, side: number): number =>
  index < 0 ? -index : index >= side ? 2 * (side - 1) - index : index;

const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

interface Side {
  readonly before: number;
  readonly size: number;
  readonly padding: FilterPadding;
}

/** Copies one padded row into `target`: columns `0..width` are the columns `-before..` of the source row. */
const copyRow = (
  source: Float32Array,
  sourceStart: number,
  { before, size, padding }: Side,
  channels: number,
  target: Float32Array,
  targetStart: number,
  width: number,
): void => {
  const first = Math.max(0, before);
  const last = Math.min(width, size + before);
  target.set(
    source.subarray(sourceStart + (first - before) * channels, sourceStart + (last - before) * channels),
    targetStart + first * channels,
  );
  if (padding !== 'reflect') {
    target.fill(0, targetStart, targetStart + first * channels);
    target.fill(0, targetStart + last * channels, targetStart + width * channels);
    return;
  }
  for (let column = 0; column < width; column++) {
    if (column === first) column = last;
    if (column >= width) break;
    const from = sourceStart + mirrored(column - before, size) * channels;
    for (let c = 0; c < channels; c++) target[targetStart + column * channels + c] = source[from + c]!;
  }
};

/** Filters one sample; `x` is `[height, width, channels]`, `out` what `filteredSide` says. */
const filterSample = (
  { exports, floats }: { exports: Correlate; floats: (length: number) => Float32Array },
  x: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  kernelSides: readonly [number, number],
  plan: KernelPlan,
  padding: FilterPadding,
  out: Float32Array,
): void => {
  const outHeight = filteredSide(padding, height, kernelSides[0]);
  const outWidth = filteredSide(padding, width, kernelSides[1]);
  const rows: Side = { before: padBefore(padding, kernelSides[0]) - plan.top, size: height, padding };
  const columns: Side = { before: padBefore(padding, kernelSides[1]) - plan.left, size: width, padding };
  const paddedWidth = outWidth + plan.width - 1;
  const [xStride, outStride] = [roundUp(paddedWidth * channels, BLOCK), roundUp(outWidth * channels, BLOCK)];
  const bandRows = Math.min(
    roundUp(outHeight, 2),
    Math.max(2, roundUp(Math.floor(BAND_FLOATS / xStride) - plan.height, 2)),
  );
  // One row more than the band needs: the kernels take output rows in pairs.
  const inputRows = bandRows + plan.height;
  const kernelAt = roundUp(plan.width, 4);
  const rowAt = kernelAt + roundUp((plan.height + 1) * plan.width, 4);
  const xAt = rowAt + roundUp(plan.width, 4);
  const betweenAt = xAt + inputRows * xStride + BLOCK;
  const outAt = betweenAt + (plan.factors ? inputRows * outStride : 0) + BLOCK;
  const memory = floats(outAt + bandRows * outStride);

  memory.fill(0, 0, xAt);
  if (plan.factors) {
    memory.set(plan.factors.row, rowAt);
    // The column is a kernel one pixel wide: its rows of zeros are the floats before and behind it.
    memory.set(plan.factors.column, kernelAt);
  } else {
    memory.set(plan.weights, kernelAt);
  }

  for (let start = 0; start < outHeight; start += bandRows) {
    const count = Math.min(bandRows, outHeight - start);
    const needed = count + plan.height - 1;
    // Rows that the band before has filtered horizontally are moved up and not made again.
    const kept = plan.factors && start > 0 ? plan.height - 1 : 0;
    for (let i = kept; i < needed; i++) {
      const target = xAt + (i - kept) * xStride;
      const padded = start + i - rows.before;
      if (padding !== 'reflect' && (padded < 0 || padded >= height)) {
        memory.fill(0, target, target + xStride);
      } else {
        const row = mirrored(padded, height) * width * channels;
        copyRow(x, row, columns, channels, memory, target, paddedWidth);
      }
    }
    // The row that completes the last pair meets weights of zero only, but zero times NaN is NaN.
    memory.fill(0, xAt + (needed - kept) * xStride, xAt + (needed - kept + 1) * xStride);
    if (plan.factors) {
      memory.copyWithin(
        betweenAt,
        betweenAt + bandRows * outStride,
        betweenAt + (bandRows + kept) * outStride,
      );
      exports.correlateRow(
        xAt * 4,
        xStride,
        rowAt * 4,
        plan.width,
        channels,
        (betweenAt + kept * outStride) * 4,
        outStride,
        needed - kept + 1,
      );
      exports.correlateColumn(betweenAt * 4, outStride, kernelAt * 4, plan.height, outAt * 4, count);
    } else if (plan.height === 1) {
      exports.correlateRow(xAt * 4, xStride, kernelAt * 4, plan.width, channels, outAt * 4, outStride, count);
    } else {
      exports.correlateRows(
        xAt * 4,
        xStride,
        kernelAt * 4,
        plan.height,
        plan.width,
        channels,
        outAt * 4,
        outStride,
        count,
      );
    }
    for (let y = 0; y < count; y++) {
      const row = outAt + y * outStride;
      out.set(memory.subarray(row, row + outWidth * channels), (start + y) * outWidth * channels);
    }
  }
};

/**
 * `filter2d` on arrays: a kernel without its zeros, in two passes where it is a product, in bands of rows that fit the
 * cache, by the SIMD kernels of `assembly/correlate.ts`.
 */
export const hostFilter2d = (
  x: HostTensor,
  kernel: HostTensor,
  padding: FilterPadding,
  out: Float32Array,
): void => {
  if (!simd) throw new Error('hostFilter2d needs WebAssembly SIMD; hasSimdFilter says whether it is there.');
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [kernels, kernelHeight, kernelWidth] = kernel.shape as [number, number, number];
  const weights = kernelHeight * kernelWidth;
  const inSize = height * width * channels;
  const outSize = out.length / batch;
  let plan: KernelPlan | undefined;
  for (let sample = 0; sample < batch; sample++) {
    if (!plan || kernels > 1) {
      plan = planKernel(
        kernel.values.subarray((sample % kernels) * weights, (sample % kernels) * weights + weights),
        kernelHeight,
        kernelWidth,
      );
    }
    filterSample(
      { exports: simd.exports, floats: (length) => simd.floats(length) },
      x.values.subarray(sample * inSize, (sample + 1) * inSize),
      [height, width, channels],
      [kernelHeight, kernelWidth],
      plan,
      padding,
      out.subarray(sample * outSize, (sample + 1) * outSize),
    );
  }
};
