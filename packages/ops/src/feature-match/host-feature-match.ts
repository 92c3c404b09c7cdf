import { ConfigError, DeviceError } from '@srkit/core';
import { RELAXED_SIMD, SIMD } from '../generated/match';
import type { HostTensor } from '../host-kernel';
import { SimdModule } from '../simd/simd-module';
import { EPSILON, type MatchAttrs, patchCount } from './match-options';
import { patchNorms } from './patch-norms';

interface Match {
  pixelProducts(
    input: number,
    inputGroups: number,
    ref: number,
    refGroups: number,
    channels: number,
    out: number,
    stride: number,
  ): void;
  bestPatches(
    products: number,
    slot: number,
    first: number,
    patch: number,
    stride: number,
    factor: number,
    refCount: number,
    count: number,
    step: number,
    base: number,
    best: number,
    index: number,
  ): void;
}

/** A fresh module for each call, so that its memory, some pictures large, is freed again. */
const open = (): SimdModule<Match> | undefined => SimdModule.open<Match>({ RELAXED_SIMD, SIMD });

/** Whether this machine runs the SIMD kernels; without them the reference form is used. */
export const hasSimdMatch = open() !== undefined;

type Shape = readonly [number, number, number];

/** Pixels in a group of the packed input, and of the packed reference. */
const INPUT_GROUP = 4;
const REF_GROUP = 8;

/** Bytes a WebAssembly memory can have, less a page for rounding up. */
const ADDRESS_SPACE = 2 ** 32 - 2 ** 16;

/** Copies rows of pixels into groups that hold, channel by channel, the values of their pixels. */
const pack = (
  features: Float32Array,
  [height, width, channels]: Shape,
  group: number,
  target: Float32Array,
): void => {
  const rowFloats = Math.ceil(width / group) * group * channels;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      const to = y * rowFloats + Math.floor(x / group) * group * channels + (x % group);
      for (let c = 0; c < channels; c++) target[to + c * group] = features[from + c]!;
    }
  }
};

const finite = (name: string, norms: Float64Array): Float64Array => {
  const at = norms.findIndex((norm) => !Number.isFinite(norm));
  if (at >= 0) {
    throw new ConfigError(
      'E_CONFIG_FEATURES',
      `featureMatch: the ${name} features have a patch of norm ${norms[at]}; expected finite values. Look for NaN in the picture or in the extractor's weights.`,
    );
  }
  return norms;
};

/** What every candidate's sum is multiplied by: a row of whole blocks per reference patch row, NaN for no candidate. */
const factorRows = (
  norms: Float64Array,
  columns: number,
  width: number,
  { isNorm, refStride }: MatchAttrs,
): Float32Array => {
  const factors = new Float32Array((norms.length / columns) * width).fill(Number.NaN);
  norms.forEach((norm, i) => {
    const [v, u] = [Math.floor(i / columns), i % columns];
    if (u % refStride === 0) factors[v * width + u] = isNorm ? 1 / (norm + EPSILON) : 1;
  });
  return factors;
};

/**
 * Matches one pair of feature maps; `out` takes an index and a correlation for each input patch.
 *
 * The inner products of an input row with a reference row serve every patch pair that has them on the same row. So
 * 1. walk along one diagonal, the row pairs (r, r + d), 2. keep the products of the last `patchSize` pairs, 3. hold
 * the patches of the row they complete against each other. No product is computed twice, and no more than those rows
 * exist at a time. Diagonals are taken in order of d, so an input patch meets the reference from top to bottom.
 */
const matchPair = (
  { exports, floats }: { exports: Match; floats: (length: number) => Float32Array },
  input: Float32Array,
  inputShape: Shape,
  ref: Float32Array,
  refShape: Shape,
  attrs: MatchAttrs,
  out: Float32Array,
): void => {
  const { patchSize: patch, inputStride, refStride } = attrs;
  const [h, w, channels] = inputShape;
  const [refHeight, refWidth] = refShape;
  const columns = refWidth - patch + 1;
  const inputGroups = Math.ceil(w / INPUT_GROUP);
  const refGroups = Math.ceil(refWidth / REF_GROUP);
  const stride = refGroups * REF_GROUP;
  const slot = inputGroups * INPUT_GROUP * stride;
  const inputRow = inputGroups * INPUT_GROUP * channels;
  const [gridHeight, gridWidth] = [patchCount(h, patch, inputStride), patchCount(w, patch, inputStride)];
  const refNorms = finite('reference', patchNorms(ref, refShape, patch));
  const inputNorms = finite('input', patchNorms(input, inputShape, patch));
  const factors = factorRows(refNorms, columns, stride, attrs);

  const refAt = h * inputRow;
  const productsAt = refAt + refHeight * stride * channels;
  // Room for what is read past the last row of products.
  const factorsAt = productsAt + patch * slot + stride + patch + 2 * REF_GROUP;
  const bestAt = factorsAt + factors.length;
  const indexAt = bestAt + gridHeight * gridWidth;
  const total = indexAt + gridHeight * gridWidth;
  if (4 * total > ADDRESS_SPACE) {
    throw new DeviceError(
      'E_DEVICE_MEMORY',
      `featureMatch: features of [${inputShape}] and [${refShape}] need ${4 * total} bytes, more than WebAssembly's ${ADDRESS_SPACE}. Match smaller parts of the picture.`,
    );
  }
  const memory = floats(total);
  pack(input, inputShape, INPUT_GROUP, memory);
  pack(ref, refShape, REF_GROUP, memory.subarray(refAt));
  memory.set(factors, factorsAt);
  memory.fill(Number.NEGATIVE_INFINITY, bestAt, indexAt);

  for (let d = patch - h; d <= refHeight - patch; d++) {
    const begin = Math.max(0, -d);
    const end = Math.min(h, refHeight - d);
    for (let r = begin; r < end; r++) {
      exports.pixelProducts(
        4 * r * inputRow,
        inputGroups,
        4 * (refAt + (r + d) * stride * channels),
        refGroups,
        channels,
        4 * (productsAt + (r % patch) * slot),
        stride,
      );
      const y = r - patch + 1;
      if (y < begin || y % inputStride !== 0 || (y + d) % refStride !== 0) continue;
      const row = (y / inputStride) * gridWidth;
      exports.bestPatches(
        4 * productsAt,
        slot,
        y % patch,
        patch,
        stride,
        4 * (factorsAt + (y + d) * stride),
        columns,
        gridWidth,
        inputStride,
        (y + d) * refWidth,
        4 * (bestAt + row),
        4 * (indexAt + row),
      );
    }
  }

  const places = new Int32Array(memory.buffer, 4 * indexAt, gridHeight * gridWidth);
  const refGridWidth = patchCount(refWidth, patch, refStride);
  places.forEach((place, k) => {
    const [v, u] = [Math.floor(place / refWidth), place % refWidth];
    const corner = Math.floor(k / gridWidth) * inputStride * (w - patch + 1) + (k % gridWidth) * inputStride;
    out[2 * k] = (v / refStride) * refGridWidth + u / refStride;
    out[2 * k + 1] = memory[bestAt + k]! / (attrs.normInput ? inputNorms[corner]! + EPSILON : 1);
  });
};

/** Matches a batch on the CPU; memory beyond the result is a packed copy of one pair and a few rows of products. */
export const hostFeatureMatch = (
  input: HostTensor,
  ref: HostTensor,
  attrs: MatchAttrs,
  out: Float32Array,
): void => {
  const module = open()!;
  const simd = { exports: module.exports, floats: (length: number) => module.floats(length) };
  const [batch, ...inputShape] = input.shape as [number, number, number, number];
  const [, ...refShape] = ref.shape as [number, number, number, number];
  const sample = <T extends Float32Array>(values: T, i: number): Float32Array =>
    values.subarray((i * values.length) / batch, ((i + 1) * values.length) / batch);
  for (let i = 0; i < batch; i++) {
    matchPair(
      simd,
      sample(input.values, i),
      inputShape,
      sample(ref.values, i),
      refShape,
      attrs,
      sample(out, i),
    );
  }
};
