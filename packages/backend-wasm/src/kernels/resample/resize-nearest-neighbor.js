import { util } from '@tensorflow/tfjs-core';
import { chunksOf } from '../../chunks';
import { wordType } from '../../movement/words';
import { nearestInputs } from '../../resample/sampling';
import { defineKernel } from '../kernel';
export const resizeNearestNeighbor = defineKernel('ResizeNearestNeighbor', ({ backend, inputs: { images }, attrs }) => {
    const dtype = wordType(images);
    if (!dtype)
        return undefined;
    const [n, h, w, c] = images.shape;
    const [outHeight, outWidth] = attrs.size;
    const shape = [n, outHeight, outWidth, c];
    const from = backend.address(images);
    const y = backend.output(shape, dtype);
    if (util.sizeFromShape(shape) === 0)
        return y.info;
    const lines = n * outHeight;
    const { perChunk, count } = chunksOf(lines, outWidth * c);
    return backend.withScratch(4 * (outHeight + outWidth), (rows) => {
        const columns = rows + 4 * outHeight;
        backend.intsAt(rows, outHeight).set(nearestInputs(h, outHeight, attrs));
        backend.intsAt(columns, outWidth).set(nearestInputs(w, outWidth, attrs));
        backend.params.ints(from, y.address, rows, columns, h, w, outHeight, outWidth, c).ints(lines, perChunk);
        backend.run('nearestChunk', count);
        return y.info;
    });
});
