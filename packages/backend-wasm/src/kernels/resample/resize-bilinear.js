import { resample } from '../../resample/resample';
import { bilinearTable } from '../../resample/sampling';
import { allFloat, defineKernel } from '../kernel';
export const resizeBilinear = defineKernel('ResizeBilinear', ({ backend, inputs: { images }, attrs }) => {
    const [, h, w] = images.shape;
    if (!allFloat(images) || h === 0 || w === 0)
        return undefined;
    const [outHeight, outWidth] = attrs.size;
    const rows = bilinearTable(h, outHeight, attrs);
    return resample(backend, images, rows, bilinearTable(w, outWidth, attrs));
});
