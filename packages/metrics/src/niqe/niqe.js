import { ConfigError, roundHalfEven, ShapeError } from '@srkit/core';
import { resampleArray, resizeMatlabTables } from '@srkit/ops';
import { readSamples } from '../picture';
import { cropped } from '../protocol';
import { blockFeatures, FEATURES_PER_SCALE } from './block-features';
import { defaultNaturalModel } from './default-natural-model';
import { normalise } from './normalise';
import { symmetricEigen } from './symmetric-eigen';
/** Side of a block at full size. */
const BLOCK = 96;
const FEATURES = 2 * FEATURES_PER_SCALE;
/** NumPy's `pinv`: singular values below this part of the largest count as zero. */
const CUT = 1e-15;
/** The plane that NIQE looks at: luma in BasicSR's arithmetic (float32, BT.601 studio range), cropped, whole numbers. */
export const niqePlane = (samples, crop) => {
    const { width, height, channels, data } = cropped(samples, crop);
    const out = new Float64Array(width * height);
    for (let i = 0; i < out.length; i++) {
        if (channels === 1) {
            out[i] = roundHalfEven(data[i]);
            continue;
        }
        const over = (c) => Math.fround(Math.fround(data[3 * i + c]) / 255);
        const y = 65.481 * over(0) + 128.553 * over(1) + 24.966 * over(2) + 16;
        out[i] = roundHalfEven(Math.fround(Math.fround(Math.fround(y) / 255) * 255));
    }
    return { width, height, data: out };
};
const wholeBlocks = ({ width, height, data }) => {
    const [w, h] = [width - (width % BLOCK), height - (height % BLOCK)];
    if ((w / BLOCK) * (h / BLOCK) < 2) {
        throw new ShapeError('E_SHAPE_PICTURE', `niqe: ${width}x${height} holds ${(w / BLOCK) * (h / BLOCK)} blocks of ${BLOCK}x${BLOCK}, expected 2 or more. Crop less, or take a larger picture.`);
    }
    const out = new Float64Array(w * h);
    for (let y = 0; y < h; y++)
        out.set(data.subarray(y * width, y * width + w), y * w);
    return { width: w, height: h, data: out };
};
const halved = ({ width, height, data }) => {
    const { rows, columns } = resizeMatlabTables(height, width, 0.5);
    const out = new Float32Array(rows.outSize * columns.outSize);
    resampleArray(Float32Array.from(data, (v) => v / 255), [1, height, width, 1], rows, columns, out);
    return { width: columns.outSize, height: rows.outSize, data: Float64Array.from(out, (v) => v * 255) };
};
/** 36 features of every block: 18 at full size, 18 at half size. */
export const niqeFeatures = (plane, window) => {
    const full = wholeBlocks(plane);
    const fine = blockFeatures(normalise(full, window), BLOCK);
    const coarse = blockFeatures(normalise(halved(full), window), BLOCK / 2);
    return fine.map((features, i) => [...features, ...coarse[i]]);
};
const meansOf = (rows) => Float64Array.from({ length: FEATURES }, (_, k) => {
    const known = rows.map((row) => row[k]).filter((v) => !Number.isNaN(v));
    return known.reduce((sum, v) => sum + v, 0) / known.length;
});
/** Covariance over the rows without NaN. */
const covarianceOf = (rows) => {
    const whole = rows.filter((row) => !row.some(Number.isNaN));
    const mean = meansOf(whole);
    const out = new Float64Array(FEATURES * FEATURES);
    for (const row of whole) {
        for (let i = 0; i < FEATURES; i++) {
            for (let j = 0; j < FEATURES; j++) {
                out[i * FEATURES + j] += ((row[i] - mean[i]) * (row[j] - mean[j])) / (whole.length - 1);
            }
        }
    }
    return out;
};
/** d^T M^+ d with the pseudo-inverse of a symmetric matrix. */
const quadraticForm = (d, matrix) => {
    const { values, vectors } = symmetricEigen(matrix, d.length);
    const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    let sum = 0;
    for (let k = 0; k < d.length; k++) {
        if (Math.abs(values[k]) <= CUT * largest)
            continue;
        let along = 0;
        for (let i = 0; i < d.length; i++)
            along += d[i] * vectors[i * d.length + k];
        sum += (along * along) / values[k];
    }
    return sum;
};
/**
 * Natural image quality evaluator (Mittal, Soundararajan, Bovik 2013) as BasicSR computes it: how far the statistics
 * of a picture are from those of undistorted photos. No reference; lower is better; luma, rounded to whole numbers.
 *
 * @returns About 2 to 20.
 * @throws ShapeError `E_SHAPE_PICTURE` when less than two blocks of 96x96 are left of the picture; ShapeError for a
 *   crop that leaves nothing; ConfigError `E_CONFIG_PROTOCOL` for a crop that is not a whole number.
 */
export const niqe = async (picture, { crop = 0, model } = {}) => {
    if (!Number.isInteger(crop) || crop < 0) {
        throw new ConfigError('E_CONFIG_PROTOCOL', `niqe: crop is ${crop}, expected an integer of 0 or more.`);
    }
    const { mean, covariance, window } = model ?? defaultNaturalModel();
    const rows = niqeFeatures(niqePlane(await readSamples(picture), crop), window);
    const difference = meansOf(rows).map((v, i) => mean[i] - v);
    const own = covarianceOf(rows);
    const distance = quadraticForm(difference, covariance.map((v, i) => (v + own[i]) / 2));
    return Math.sqrt(distance);
};
