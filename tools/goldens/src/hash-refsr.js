import { fnv1a32 } from '@srkit/core';
import { tensor4d } from '@tensorflow/tfjs-core';
import { elementHash } from './hash-weights';
import { toNhwc } from './layout';
const size = (shape) => shape.reduce((product, side) => product * side, 1);
/** Values of one tensor, in PyTorch's order. */
export const hashValues = (name, { shape, seed, a, base }) => {
    const nameHash = (fnv1a32(name) ^ seed) >>> 0;
    return Float32Array.from({ length: size(shape) }, (_, i) => base + (2 * (elementHash(i, nameHash) / 2 ** 32) - 1) * a);
};
const gainOf = (name, { gain, gain_override_if_name_contains: overrides = {} }) => Object.entries(overrides).reduce((found, [part, value]) => (name.includes(part) ? value : found), gain);
/** Centre and half-width of an entry's values; undefined for constants and counters, which keep theirs. */
const centreAndWidth = (name, shape, hash) => {
    if (/(^|\.)(mean|std|num_batches_tracked)$/.test(name))
        return undefined;
    if (name.endsWith('running_mean'))
        return [0, 0.05];
    if (name.endsWith('running_var'))
        return [1, 0.1];
    if (name.endsWith('bias'))
        return [0, 0.05];
    if (shape.length >= 2)
        return [0, gainOf(name, hash) * Math.sqrt(3 / size(shape.slice(1)))];
    // Of the one-dimensional weights, PReLU's has one element and batch normalisation's one per channel.
    return shape[0] === 1 ? [0.25, 0.05] : [1, 0.1];
};
/**
 * Fills parameters and running statistics of `module` by their names.
 *
 * @param rename The name that is hashed for an entry, where it is not the entry's own.
 */
export const fillWithHash = (module, hash, rename = (name) => name) => {
    for (const [name, entry] of module.namedState()) {
        const hashed = rename(name);
        const spread = centreAndWidth(hashed, entry.shape, hash);
        if (!spread)
            continue;
        const [base, a] = spread;
        entry.load(hashValues(hashed, { shape: entry.shape, seed: hash.seed, base, a }));
    }
};
/** An input that the case stores, or describes under `params.hash_inputs`, as NHWC; 8-bit ones (`*_u8`) over 255. */
export const refsrInput = (golden, name) => {
    const described = golden.file.params['hash_inputs'];
    const spread = described?.[name];
    const [shape, values] = spread
        ? [spread.shape, hashValues(name, spread)]
        : [golden.tensor(name).shape, golden.floats(name)];
    const [n, c, h, w] = shape;
    const scaled = name.endsWith('_u8') ? values.map((v) => v / 255) : values;
    return tensor4d(toNhwc(scaled, [n, c, h, w]), [n, h, w, c]);
};
