import { join } from 'node:path';
import { niqe, psnr, ssim } from '@srkit/metrics';
import { defaultNaturalModel, niqeFeatures, niqePlane, readSamples } from '@srkit/metrics/niqe-steps';
import { compare } from '../compare';
import { GoldenCase } from '../golden-case';
import { expectEqual, failure } from '../run-op';
const number = (golden, name, actual, expected) => compare(name, { shape: [], values: [actual] }, { shape: [], values: [expected] }, golden.file.tolerance);
/** A stored picture, `[h, w]` or `[h, w, 3]` in BGR, as RGB. */
const raster = ({ shape, values }) => {
    const [height, width, channels = 1] = shape;
    const data = Uint8Array.from(values, (_, i) => values[channels === 3 ? i - (i % 3) + 2 - (i % 3) : i]);
    return { width, height, channels: channels, data };
};
/** The blue channel, which BasicSR's files have first, as a grey picture. */
const firstStored = ({ shape, values }) => {
    const [height, width, channels] = shape;
    const data = Uint8Array.from({ length: width * height }, (_, i) => values[i * channels]);
    return { width, height, channels: 1, data };
};
/** BasicSR's tensor versions add this to the mean squared error. */
const PT_EPSILON = 1e-8;
/** The crop of `gray_channel0.psnr_y`, as the case's note says. */
const GRAY_CROP = 2;
/** `psnr_ssim`: BasicSR's figures for arrays and tensors, of one channel, and of equal pictures. */
export const psnrSsimOp = async ({ golden }) => {
    const { items, gray_channel0, identical_psnr } = golden.file.params;
    const [a, b] = [raster(golden.tensor('img')), raster(golden.tensor('img2'))];
    const results = [];
    for (const [i, item] of items.entries()) {
        const protocol = { crop: item.crop_border, channel: item.test_y_channel ? 'y' : 'rgb' };
        const value = await ssim(a, b, protocol);
        results.push(number(golden, `items[${i}].psnr`, await psnr(a, b, protocol), item.psnr));
        results.push(number(golden, `items[${i}].ssim`, value, item.ssim));
        if (item.psnr_pt !== undefined) {
            const pt = await psnr(a, b, { ...protocol, epsilon: PT_EPSILON });
            results.push(number(golden, `items[${i}].psnr_pt`, pt, item.psnr_pt));
        }
        if (item.ssim_pt !== undefined) {
            results.push(number(golden, `items[${i}].ssim_pt`, value, item.ssim_pt));
        }
    }
    if (gray_channel0) {
        const [x, y] = [firstStored(golden.tensor('img')), firstStored(golden.tensor('img2'))];
        const inner = await psnr(x, y, { channel: 'y', crop: GRAY_CROP });
        results.push(number(golden, 'gray_channel0.psnr', await psnr(x, y), gray_channel0.psnr));
        results.push(number(golden, 'gray_channel0.ssim', await ssim(x, y), gray_channel0.ssim));
        results.push(number(golden, 'gray_channel0.psnr_y', inner, gray_channel0.psnr_y));
    }
    if (identical_psnr !== undefined) {
        results.push(expectEqual('identical_psnr', String(await psnr(a, a)), identical_psnr));
    }
    return results;
};
/** `metrics`: the figures that MRefSR's and C2-Matching's evaluations print for pictures in files. */
export const refsrMetricsOp = async ({ golden }) => {
    const { crop_border: crop, results, order, } = golden.file.params;
    const y = { channel: 'y', crop };
    const comparisons = [];
    for (const [k, expected] of results.entries()) {
        const [sr, gt] = [golden.path(`sr${k}.png`), golden.path(`gt${k}.png`)];
        const measured = {
            psnr_rgb: () => psnr(sr, gt, { crop }),
            psnr_y: () => psnr(sr, gt, y),
            ssim_y: () => ssim(sr, gt, y),
            ssim_rgb: () => ssim(sr, gt, { crop }),
            psnr_rgb_noborder: () => psnr(sr, gt),
            c2_psnr_rgb_wraparound: () => psnr(sr, gt, { crop, wrapped: true }),
            c2_psnr_y: () => psnr(sr, gt, y),
            c2_ssim_y: () => ssim(sr, gt, y),
        };
        const values = [];
        for (const name of order) {
            const measure = measured[name];
            if (!measure)
                return [failure(name, `'${name}' is not a figure that is known here`)];
            const value = await measure();
            values.push(value);
            comparisons.push(number(golden, `results[${k}].${name}`, value, expected[name]));
        }
        const stored = golden.tensor(`result${k}`);
        comparisons.push(compare(`result${k}`, { shape: stored.shape, values }, stored, golden.file.tolerance));
    }
    return comparisons;
};
/** The picture of a case, or of the case beside it that `image_from` names. */
const pictureOf = async (golden, from) => {
    if (from === undefined)
        return golden.tensor('img');
    const other = await GoldenCase.read(join(golden.folder, '../..', from, 'case.json'));
    return other.tensor('img');
};
/** `niqe`: BasicSR's figure, the plane that it looks at, and the features of its blocks. */
export const niqeOp = async ({ golden }) => {
    const { crop_border: crop, value, image_from, input_order = 'HWC', } = golden.file.params;
    if (input_order !== 'HWC' && input_order !== 'HW') {
        return [failure('input_order', `input_order '${input_order}' is not known`)];
    }
    const picture = raster(await pictureOf(golden, image_from));
    const plane = niqePlane(await readSamples(picture), crop);
    const features = niqeFeatures(plane, defaultNaturalModel().window);
    const results = [number(golden, 'value', await niqe(picture, { crop }), value)];
    if (golden.outputNames.includes('y_rounded')) {
        const shape = [plane.height, plane.width];
        results.push(compare('y_rounded', { shape, values: plane.data }, golden.tensor('y_rounded'), { abs: 0 }));
    }
    if (golden.outputNames.includes('features')) {
        const actual = { shape: [features.length, features[0].length], values: features.flat() };
        results.push(compare('features', actual, golden.tensor('features'), golden.file.tolerance));
    }
    return results;
};
