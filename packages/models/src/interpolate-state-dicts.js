import { toFloat32 } from '@srkit/checkpoints';
import { CheckpointError, ConfigError } from '@srkit/core';
/**
 * Deep network interpolation: `weights[0] * a + weights[1] * b` for every tensor, in float32. With the general
 * model first, the `wdn` model second and weights `[strength, 1 - strength]` this is the denoise strength of
 * realesr-general-x4v3.
 *
 * @throws CheckpointError when the two do not have the same names and shapes.
 * @throws ConfigError when a weight is not finite.
 */
export const interpolateStateDicts = (a, b, weights) => {
    const [wa, wb] = weights.map(Math.fround);
    if (!Number.isFinite(wa) || !Number.isFinite(wb)) {
        throw new ConfigError('E_CONFIG_WEIGHTS', `interpolateStateDicts: weights are [${weights}], expected finite numbers.`);
    }
    const merged = new Map();
    for (const [name, first] of a) {
        const second = b.get(name);
        if (!second || second.shape.join() !== first.shape.join()) {
            throw new CheckpointError('E_CHECKPOINT_INTERPOLATE', `'${name}' is ${first.shape.join('x')} in the first file and ${second ? second.shape.join('x') : 'missing'} in the second. Interpolate two checkpoints of one network.`);
        }
        const [x, y] = [toFloat32(first), toFloat32(second)];
        const data = new Float32Array(x.length);
        for (let i = 0; i < data.length; i++)
            data[i] = Math.fround(wa * x[i]) + Math.fround(wb * y[i]);
        merged.set(name, { name, dtype: 'F32', shape: first.shape, data });
    }
    for (const name of b.keys()) {
        if (!a.has(name)) {
            throw new CheckpointError('E_CHECKPOINT_INTERPOLATE', `'${name}' is missing in the first file. Interpolate two checkpoints of one network.`);
        }
    }
    return merged;
};
