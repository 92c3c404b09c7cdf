import { resizeBilinear } from './resize-bilinear';
import { resizeBilinearGrad, resizeNearestNeighborGrad } from './resize-gradients';
import { resizeNearestNeighbor } from './resize-nearest-neighbor';
import { srkitResample } from './srkit-resample';
/** Resizes and their gradients. */
export const RESAMPLE_KERNELS = [
    resizeBilinear,
    resizeBilinearGrad,
    resizeNearestNeighbor,
    resizeNearestNeighborGrad,
    srkitResample,
];
