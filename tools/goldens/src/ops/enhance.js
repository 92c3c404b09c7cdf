import { loadStateDict } from '@srkit/checkpoints';
import { decodeImage } from '@srkit/image';
import { interpolateStateDicts, loadModel } from '@srkit/models';
import { OFFICIAL_BEHAVIOUR, Upscaler } from '@srkit/upscale';
import { compare } from '../compare';
import { failure } from '../run-op';
/** OpenCV reads a grey picture with alpha as BGRA. */
const asOpenCv = (raster) => {
    if (raster.channels !== 2)
        return raster;
    const { width, height, data } = raster;
    const out = data instanceof Uint16Array ? new Uint16Array(width * height * 4) : new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++)
        out.set([data[2 * i], data[2 * i], data[2 * i], data[2 * i + 1]], 4 * i);
    return { ...raster, channels: 4, data: out };
};
const comparePicture = async (path, name, actual, tolerance) => {
    const expected = await decodeImage(path);
    const shape = ({ width, height, channels }) => [height, width, channels];
    const depth = (raster) => (raster.data instanceof Uint16Array ? 16 : 8);
    if (depth(actual) !== depth(expected)) {
        return failure(name, `${name} has ${depth(actual)} bits, expected ${depth(expected)}`);
    }
    return compare(name, { shape: shape(actual), values: actual.data }, { shape: shape(expected), values: expected.data }, tolerance);
};
const enhance = async (model, input, params) => {
    const upscaler = new Upscaler(model, {
        ...OFFICIAL_BEHAVIOUR,
        tile: params.tile,
        tilePad: params.tile_pad,
        prePad: params.pre_pad,
        outscale: params.outscale ?? undefined,
        alpha: params.alpha_upsampler === 'realesrgan' ? 'network' : 'bilinear',
    });
    return (await upscaler.upscale(input)).image;
};
/** `enhance`: a picture through the official inference, with its tiles, padding, alpha and final resize. */
export const enhanceOp = async ({ golden }) => {
    const params = golden.file.params;
    const model = await loadModel(golden.path(params.checkpoint), {
        key: params.checkpoint_key,
        scale: params.scale,
        actType: params.config?.act_type,
    });
    try {
        const input = asOpenCv(await decodeImage(golden.path('input.png')));
        const comparisons = [];
        for (const output of golden.outputNames) {
            const name = output.replace(/^file:/, '');
            const native = name === 'output_native.png';
            const actual = await enhance(model, input, native ? { ...params, outscale: null } : params);
            comparisons.push(await comparePicture(golden.path(name), name, actual, golden.file.tolerance));
        }
        return comparisons;
    }
    finally {
        model.dispose();
    }
};
/** `dni`: two checkpoints interpolated, and a picture through the result. */
export const dniOp = async ({ golden }) => {
    const { files, weights, config } = golden.file.params;
    const [a, b] = await Promise.all(files.map((file) => loadStateDict(golden.path(file), { key: 'params' })));
    const merged = interpolateStateDicts(a, b, weights);
    const model = await loadModel(merged, { actType: config?.act_type });
    try {
        const comparisons = [];
        for (const output of golden.outputNames) {
            if (output.startsWith('file:')) {
                const name = output.slice('file:'.length);
                const input = asOpenCv(await decodeImage(golden.path('input.png')));
                const defaults = { tile: 0, tile_pad: 10, pre_pad: 0, outscale: null, alpha_upsampler: 'realesrgan' };
                const actual = await enhance(model, input, defaults);
                const tolerance = golden.file.image_tolerance ?? golden.file.tolerance;
                comparisons.push(await comparePicture(golden.path(name), name, actual, tolerance));
                continue;
            }
            const tensor = merged.get(output.replace(/^merged\./, ''));
            comparisons.push(tensor
                ? compare(output, { shape: tensor.shape, values: tensor.data }, golden.tensor(output), golden.file.tolerance)
                : failure(output, `${output} was not computed`));
        }
        return comparisons;
    }
    finally {
        model.dispose();
    }
};
