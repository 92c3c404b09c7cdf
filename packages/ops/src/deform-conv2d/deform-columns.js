import { DEFORM_COLUMNS, DEFORM_PICTURE_GRADIENT, DEFORM_SAMPLING_GRADIENT, } from '@srkit/core/contracts';
import { tidy } from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../run-kernel';
import { referenceDeformColumns, referenceDeformPictureGradient, referenceDeformSamplingGradient, } from './reference-deform';
/** Runs the current backend's kernel, or the reference form where it has none. */
const run = (contract, inputs, attrs, reference) => (hasKernel(contract) ? runKernel(contract, inputs, attrs) : tidy(reference));
/**
 * What the taps see: for each output pixel of the band a row with the `c` masked samples of the first tap, then those
 * of the second, and so on: `[rows * w, taps * c]`.
 *
 * @param x `[n, h, w, c]`
 * @param sampling `[n, h, w, 3 * groups * taps]`: an offset (y, x) for each group and tap, then a mask for each
 */
export const deformColumns = (x, sampling, band) => run(DEFORM_COLUMNS, { x, sampling }, band, () => referenceDeformColumns(x, sampling, band));
/**
 * The adjoint of `deformColumns` in its picture: what of the band's columns comes back to each pixel, `[1, h, w, c]`.
 */
export const deformPictureGradient = (columns, sampling, band, pictureShape) => run(DEFORM_PICTURE_GRADIENT, { columns, sampling }, { ...band, pictureShape }, () => referenceDeformPictureGradient(columns, sampling, band, pictureShape));
/**
 * Gradient of `deformColumns` for the band's sampling, `[1, rows, w, 3 * groups * taps]`, given that of its columns.
 * At a whole coordinate the right-hand derivative; 0 for a sample outside.
 */
export const deformSamplingGradient = (x, sampling, columns, band) => run(DEFORM_SAMPLING_GRADIENT, { x, sampling, columns }, band, () => referenceDeformSamplingGradient(x, sampling, columns, band));
