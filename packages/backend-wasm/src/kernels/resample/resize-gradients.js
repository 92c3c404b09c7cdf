import { transposeTable } from '@srkit/core/contracts';
import { resample } from '../../resample/resample';
import { bilinearTable, nearestTable } from '../../resample/sampling';
import { allFloat, defineKernel } from '../kernel';
/**
 * The gradient is the transposed map. tfjs's cpu kernels differ from it for `halfPixelCenters`, which they ignore, for
 * the nearest neighbours of a second sample, and for the shape of bilinear pictures that are not square.
 */
const gradientOf = (kernelName, table) => defineKernel(kernelName, ({ backend, inputs: { images, dy }, attrs: { alignCorners = false, halfPixelCenters = false } }) => {
    const [, h, w] = images.shape;
    const [, outHeight, outWidth] = dy.shape;
    if (!allFloat(images, dy) || h === 0 || w === 0)
        return undefined;
    const sampling = { alignCorners, halfPixelCenters };
    const rows = transposeTable(table(h, outHeight, sampling));
    return resample(backend, dy, rows, transposeTable(table(w, outWidth, sampling)));
});
export const resizeNearestNeighborGrad = gradientOf('ResizeNearestNeighborGrad', nearestTable);
export const resizeBilinearGrad = gradientOf('ResizeBilinearGrad', bilinearTable);
