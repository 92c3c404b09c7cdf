import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { registerGpuKernel } from '../gpu-kernel';
import { registerHostKernel } from '../host-kernel';
import type { DeformBand } from './geometry';
import { gpuDeformColumns, gpuDeformPictureGradient, gpuDeformSamplingGradient } from './gpu-deform';
import {
  hasSimdDeform,
  hostDeformColumns,
  hostDeformPictureGradient,
  hostDeformSamplingGradient,
} from './host-deform';
import {
  referenceDeformColumns,
  referenceDeformPictureGradient,
  referenceDeformSamplingGradient,
} from './reference-deform';

interface PictureGradientAttrs extends DeformBand {
  pictureShape: [number, number, number];
}

type Shapes = readonly (readonly number[])[];

const COLUMNS = {
  kernelName: 'SrkitDeformColumns',
  inputs: ['x', 'sampling'],
  outputShape: ([x, sampling]: Shapes, attrs: NamedAttrMap) => {
    const { rows, kernelSize } = attrs as DeformBand;
    return [rows * sampling![2]!, kernelSize[0] * kernelSize[1] * x![3]!];
  },
};

const PICTURE_GRADIENT = {
  kernelName: 'SrkitDeformPictureGradient',
  inputs: ['columns', 'sampling'],
  outputShape: (_shapes: Shapes, attrs: NamedAttrMap) => [1, ...(attrs as PictureGradientAttrs).pictureShape],
};

const SAMPLING_GRADIENT = {
  kernelName: 'SrkitDeformSamplingGradient',
  inputs: ['x', 'sampling', 'columns'],
  outputShape: ([, sampling]: Shapes, attrs: NamedAttrMap) => [
    1,
    (attrs as DeformBand).rows,
    sampling![2]!,
    sampling![3]!,
  ],
};

if (hasSimdDeform) {
  registerHostKernel({
    ...COLUMNS,
    run: ([x, sampling], out, attrs) => hostDeformColumns(x!, sampling!, attrs as DeformBand, out),
  });
  registerHostKernel({
    ...PICTURE_GRADIENT,
    run: ([columns, sampling], out, attrs) => {
      const { pictureShape, ...band } = attrs as PictureGradientAttrs;
      hostDeformPictureGradient(columns!, sampling!, band, pictureShape, out);
    },
  });
  registerHostKernel({
    ...SAMPLING_GRADIENT,
    run: ([x, sampling, columns], out, attrs) =>
      hostDeformSamplingGradient(x!, sampling!, columns!, attrs as DeformBand, out),
  });
}
registerGpuKernel({ ...COLUMNS, ...gpuDeformColumns });
registerGpuKernel({ ...PICTURE_GRADIENT, ...gpuDeformPictureGradient });
registerGpuKernel({ ...SAMPLING_GRADIENT, ...gpuDeformSamplingGradient });

/** Runs the current backend's kernel, or the reference form where it has none. */
const run = <T extends Tensor>(
  { kernelName }: { readonly kernelName: string },
  inputs: Record<string, Tensor>,
  attrs: NamedAttrMap,
  reference: () => T,
): T =>
  getKernel(kernelName, getBackend())
    ? (engine().runKernel(kernelName, inputs, attrs) as T)
    : tidy(reference);

/**
 * What the taps see: for each output pixel of the band a row with the `c` masked samples of the first tap, then those
 * of the second, and so on: `[rows * w, taps * c]`.
 *
 * @param x `[n, h, w, c]`
 * @param sampling `[n, h, w, 3 * groups * taps]`: an offset (y, x) for each group and tap, then a mask for each
 */
export const deformColumns = (x: Tensor4D, sampling: Tensor4D, band: DeformBand): Tensor2D =>
  run(COLUMNS, { x, sampling }, band, () => referenceDeformColumns(x, sampling, band));

/**
 * The adjoint of `deformColumns` in its picture: what of the band's columns comes back to each pixel, `[1, h, w, c]`.
 */
export const deformPictureGradient = (
  columns: Tensor2D,
  sampling: Tensor4D,
  band: DeformBand,
  pictureShape: [number, number, number],
): Tensor4D =>
  run(PICTURE_GRADIENT, { columns, sampling }, { ...band, pictureShape }, () =>
    referenceDeformPictureGradient(columns, sampling, band, pictureShape),
  );

/**
 * Gradient of `deformColumns` for the band's sampling, `[1, rows, w, 3 * groups * taps]`, given that of its columns.
 * At a whole coordinate the right-hand derivative; 0 for a sample outside.
 */
export const deformSamplingGradient = (
  x: Tensor4D,
  sampling: Tensor4D,
  columns: Tensor2D,
  band: DeformBand,
): Tensor4D =>
  run(SAMPLING_GRADIENT, { x, sampling, columns }, band, () =>
    referenceDeformSamplingGradient(x, sampling, columns, band),
  );
