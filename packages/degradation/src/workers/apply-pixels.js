import { bitDepthOf } from '@srkit/core';
import { rasterToTensor, tensorToRaster } from '@srkit/ops';
import { dispose, tensor4d } from '@tensorflow/tfjs-core';
import { apply } from '../apply/apply';
const toFloats = (data) => {
    if (data instanceof Float32Array)
        return data;
    const out = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++)
        out[i] = data[i] / 255;
    return out;
};
const toPixels = async (tensor) => ({
    data: (await tensor.data()),
    shape: tensor.shape,
});
/** A tensor's pair, taken out of it and freed. */
const taking = async (tensor, recipe, work, take) => {
    try {
        const pair = await apply(tensor, recipe, work);
        try {
            return await take(pair);
        }
        finally {
            dispose([pair.lq, pair.gt]);
        }
    }
    finally {
        tensor.dispose();
    }
};
/**
 * Does what `apply` does, on tfjs's current backend, from and to pixels.
 *
 * @throws as `apply` does. No tensor is left behind in any case.
 */
export const applyPixels = async (image, recipe, work = {}) => {
    const tensor = tensor4d(toFloats(image.data), [...image.shape]);
    return taking(tensor, recipe, work, async ({ lq, gt }) => ({
        lq: await toPixels(lq),
        gt: await toPixels(gt),
    }));
};
/**
 * The same for a picture, RGB of 8 or 16 bits. The profile stays with both, the density with the ground truth.
 *
 * @throws as `apply` does. No tensor is left behind in any case.
 */
export const applyToRaster = async (picture, recipe, work = {}) => taking(rasterToTensor(picture), recipe, work, async ({ lq, gt }) => ({
    lq: { ...(await tensorToRaster(lq)), icc: picture.icc },
    gt: {
        ...(await tensorToRaster(gt, { bitDepth: bitDepthOf(picture) })),
        icc: picture.icc,
        density: picture.density,
    },
}));
