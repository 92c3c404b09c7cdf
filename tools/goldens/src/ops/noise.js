import { addGaussianNoise, addPoissonNoise, poissonLevels } from '@srkit/degradation';
import { compare } from '../compare';
import { toNchw } from '../layout';
import { expectEqual } from '../run-op';
import { samples } from '../samples';
/** Holds one array for each sample against a stored batch. */
const compareSamples = (golden, name, actual) => {
    const [n, c, h, w] = golden.tensor(name).shape;
    const values = new Float32Array(n * c * h * w);
    actual.forEach((sample, i) => {
        values.set(sample, i * c * h * w);
    });
    const computed = { shape: [n, c, h, w], values: toNchw(values, [n, h, w, c]) };
    return compare(name, computed, golden.tensor(name), golden.file.tolerance);
};
/** A parameter of each sample: stored as a tensor, or one number for all in `params`. */
const perSample = (golden, name, count) => golden.tensors.has(name)
    ? Array.from(golden.floats(name))
    : new Array(count).fill(golden.file.params[name]);
/** `gaussian_noise`: the batch version, with stored draws. */
export const gaussianNoise = async ({ golden }) => {
    const { clip, rounds } = golden.file.params;
    const x = samples(golden, 'x');
    const color = samples(golden, 'draw');
    const plane = golden.tensors.has('draw_gray') ? samples(golden, 'draw_gray')[0] : undefined;
    const sigmas = perSample(golden, 'sigma', x.length);
    const grays = perSample(golden, 'gray', x.length);
    const outputs = x.map((sample, i) => {
        const gray = grays[i] === 1;
        const out = new Float32Array(sample.length);
        addGaussianNoise(sample, gray ? plane : color[i], out, { sigma: sigmas[i], gray, clip, rounds });
        return out;
    });
    return [compareSamples(golden, 'output', outputs)];
};
/** Rates and the power of two behind them, for values or for their luma. */
const comparePhotons = (golden, photons, suffix) => {
    const rates = photons.map(({ levels, vals }) => Float32Array.from(levels, (level) => Math.fround(level / 255) * vals));
    const { params } = golden.file;
    return [
        expectEqual(`unique${suffix}`, photons.map(({ levels }) => new Set(levels).size), params[`unique${suffix}`]),
        expectEqual(`vals${suffix}`, photons.map(({ vals }) => vals), params[`vals${suffix}`]),
        compareSamples(golden, `rate${suffix}`, rates),
    ];
};
/** `poisson_noise`: the batch version, with stored counts; and the rates they were drawn for. */
export const poissonNoise = async ({ golden }) => {
    const { clip, rounds } = golden.file.params;
    const x = samples(golden, 'x');
    const [color, luma] = [false, true].map((gray) => x.map((sample) => poissonLevels(sample, gray)));
    const hasGray = golden.tensors.has('draw_gray');
    const counts = samples(golden, 'draw');
    const grayCounts = hasGray ? samples(golden, 'draw_gray') : [];
    const scales = perSample(golden, 'scale', x.length);
    const grays = perSample(golden, 'gray', x.length);
    const outputs = x.map((sample, i) => {
        const gray = grays[i] === 1;
        const out = new Float32Array(sample.length);
        const [draws, photons] = gray ? [grayCounts[i], luma[i]] : [counts[i], color[i]];
        addPoissonNoise(sample, draws, photons, out, { scale: scales[i], gray, clip, rounds });
        return out;
    });
    return [
        compareSamples(golden, 'output', outputs),
        ...comparePhotons(golden, color, ''),
        ...(hasGray ? comparePhotons(golden, luma, '_gray') : []),
    ];
};
/** `numpy_noise`: the version for one `[h, w, 3]` picture, which clips. */
export const numpyNoise = async ({ golden }) => {
    const x = golden.floats('img');
    return golden.file.params['items'].map(({ kind, sigma, gray, draw, output }) => {
        if (kind !== 'gaussian')
            throw new Error(`numpy noise '${kind}' is not known`);
        const out = new Float32Array(x.length);
        addGaussianNoise(x, golden.floats(draw), out, { sigma, gray, clip: true, rounds: false });
        const expected = golden.tensor(output);
        return compare(output, { shape: expected.shape, values: out }, expected, golden.file.tolerance);
    });
};
