import { refuseUnknownKeys } from '@srkit/core';
import { DEFORM_CONV2D, type DeformBand, type DeformGeometry } from '@srkit/core/contracts';
import {
  add,
  concat,
  matMul,
  ones,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { checkDeform } from './check-deform';
import { deformColumns, deformPictureGradient, deformSamplingGradient } from './deform-columns';
import { deformBands } from './geometry';
import { hasNativeGradients, nativeGradients } from './native-gradients';

/** Settings of `deformConv2d`. */
export interface DeformConv2dOptions {
  /** Distance of neighbouring outputs in `x`. Default 1. */
  readonly stride?: number;
  /** Pixels that the first tap lies outside, on every side; they read as 0. Default 1. */
  readonly padding?: number;
  /** Distance of neighbouring taps. Default 1. */
  readonly dilation?: number;
  /** Groups of channels with offsets and masks of their own. Default 1. */
  readonly deformGroups?: number;
  /**
   * true: the output has the size of the offsets, whatever the size of `x`, so that a picture may be sampled from
   * another picture's grid. false (default), as in PyTorch: the offsets must have the size that a convolution of `x`
   * gives.
   */
  readonly allowOtherSize?: boolean;
}

/** Adds up tensors one at a time, so that only one of them and the sum exist. */
const sumOf = (terms: readonly (() => Tensor)[]): Tensor => {
  let total: Tensor | undefined;
  for (const term of terms) {
    const before = total;
    total = tidy(() => (before ? add(before, term()) : term()));
    before?.dispose();
  }
  return total!;
};

const bandsOf = (x: Tensor4D, sampling: Tensor4D, geometry: DeformGeometry): DeformBand[] => {
  const [samples, height, width] = sampling.shape;
  return deformBands(geometry, [samples, height, width], x.shape);
};

/** The weight as the matrix that the columns are multiplied with. */
const matrixOf = (weight: Tensor4D): Tensor2D => reshape(weight, [-1, weight.shape[3]]);

/** A band of the output's gradient, `[rows * w, outChannels]`. */
const bandOf = (dy: Tensor4D, { sample, firstRow, rows }: DeformBand): Tensor2D => {
  const [, , width, channels] = dy.shape;
  return reshape(slice(dy, [sample, firstRow, 0, 0], [1, rows, width, channels]), [rows * width, channels]);
};

const forward = (x: Tensor4D, sampling: Tensor4D, weight: Tensor4D, geometry: DeformGeometry): Tensor4D => {
  const matrix = matrixOf(weight);
  const parts = bandsOf(x, sampling, geometry).map((band) =>
    tidy(() => matMul(deformColumns(x, sampling, band), matrix)),
  );
  const [samples, height, width] = sampling.shape;
  return reshape(concat(parts, 0), [samples, height, width, weight.shape[3]]);
};

const deform = defineOp(DEFORM_CONV2D, {
  reference: ({ x, sampling, weight }, geometry) =>
    forward(x as Tensor4D, sampling as Tensor4D, weight as Tensor4D, geometry),
  inputsToSave: ['x', 'sampling', 'weight'],
  // Columns are made again, because keeping them would take nine times the memory of x for a 3 x 3 kernel.
  gradient: (dyOut, saved, geometry) => {
    const dy = dyOut as Tensor4D;
    const [x, sampling, weight] = saved as [Tensor4D, Tensor4D, Tensor4D];
    if (hasNativeGradients()) return nativeGradients({ x, sampling, weight, dy }, geometry);
    const [, inHeight, inWidth, channels] = x.shape;
    const bands = bandsOf(x, sampling, geometry);
    // tfjs-backend-wasm multiplies transposed matrices slowly: the small one is turned round first.
    const columnsGradient = (band: DeformBand): Tensor2D =>
      matMul(bandOf(dy, band), transpose(matrixOf(weight)));
    return {
      x: () => {
        const perSample = Array.from({ length: x.shape[0] }, (_, sample) =>
          sumOf(
            bands
              .filter((band) => band.sample === sample)
              .map(
                (band) => () =>
                  deformPictureGradient(columnsGradient(band), sampling, band, [inHeight, inWidth, channels]),
              ),
          ),
        );
        return concat(perSample, 0);
      },
      sampling: () => {
        const parts = bands.map((band) =>
          tidy(() =>
            reshape(deformSamplingGradient(x, sampling, columnsGradient(band), band), [
              -1,
              sampling.shape[3],
            ]),
          ),
        );
        return reshape(concat(parts, 0), sampling.shape);
      },
      weight: () => {
        const turned = sumOf(
          bands.map((band) => () => matMul(transpose(bandOf(dy, band)), deformColumns(x, sampling, band))),
        );
        return reshape(transpose(turned), weight.shape);
      },
    };
  },
});

/**
 * Modulated deformable convolution (DCNv2; Zhu et al., 2019, as in the official CUDA kernels and mmcv): each tap reads
 * `x` at its own place plus a learned offset, bilinearly, and is multiplied by a mask. A sample counts as 0
 * unless `-1 < y < inHeight` and `-1 < x < inWidth`, and so does each of its four pixels that lies outside. Gradients
 * for all five tensors; for an offset it is the right-hand derivative at whole coordinates, and 0 for a sample outside.
 *
 * @param x `[n, inHeight, inWidth, c]`
 * @param offset `[n, h, w, 2 * deformGroups * kh * kw]` in pixels of `x`: channel `2 * (g * kh * kw + i * kw + j)` is
 *   the offset in y of group g and tap (i, j), the next one that in x
 * @param mask `[n, h, w, deformGroups * kh * kw]`, channel `g * kh * kw + i * kw + j`; null for ones (DCNv1)
 * @param weight `[kh, kw, c, outChannels]`
 * @param bias `[outChannels]` or null
 * @returns `[n, h, w, outChannels]`
 * @throws ShapeError when the tensors do not fit each other; ConfigError for a setting out of its range.
 */
export const deformConv2d = (
  x: Tensor4D,
  offset: Tensor4D,
  mask: Tensor4D | null,
  weight: Tensor4D,
  bias: Tensor1D | null,
  options: DeformConv2dOptions = {},
): Tensor4D => {
  const known = ['stride', 'padding', 'dilation', 'deformGroups', 'allowOtherSize'];
  refuseUnknownKeys('deformConv2d', options, known);
  const { stride = 1, padding = 1, dilation = 1, deformGroups = 1, allowOtherSize = false } = options;
  const geometry: DeformGeometry = {
    kernelSize: [weight.shape[0], weight.shape[1]],
    stride,
    padding,
    dilation,
    deformGroups,
  };
  checkDeform({ x, offset, mask, weight, bias }, geometry, allowOtherSize);
  return tidy(() => {
    const [samples, height, width, channels] = offset.shape;
    // One tensor, because the gradients of offsets and masks come from the same products.
    const sampling = concat([offset, mask ?? ones([samples, height, width, channels / 2])], 3);
    const y = deform({ x, sampling, weight }, geometry) as Tensor4D;
    return bias ? add(y, bias) : y;
  });
};
