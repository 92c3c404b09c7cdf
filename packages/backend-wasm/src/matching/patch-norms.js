import { ConfigError } from '@srkit/core';
import { chunksOf } from '../chunks';
const DOUBLE_BYTES = 8;
const checkFinite = (name, norms) => {
    const at = norms.findIndex((norm) => !Number.isFinite(norm));
    if (at < 0)
        return;
    throw new ConfigError('E_CONFIG_FEATURES', `featureMatch: the ${name} features have a patch of norm ${norms[at]}; expected finite values. Look for NaN in the picture or in the extractor's weights.`);
};
/**
 * Norm of the patch at every pixel where one begins, `[height - patch + 1, width - patch + 1]`, of one picture.
 *
 * @throws ConfigError `E_CONFIG_FEATURES` for features that are not finite.
 */
export const patchNorms = (backend, name, { address, height, width, channels }, patch) => {
    const pixels = height * width;
    const rows = height - patch + 1;
    const columns = width - patch + 1;
    return backend.withScratch((pixels + rows * columns) * DOUBLE_BYTES, (lengths) => {
        const norms = lengths + pixels * DOUBLE_BYTES;
        const byPixel = chunksOf(pixels, channels);
        backend.params.ints(address, pixels, channels, lengths, byPixel.perChunk);
        backend.run('pixelLengthsChunk', byPixel.count);
        const byRow = chunksOf(rows, columns * patch * patch);
        backend.params.ints(lengths, width, patch, rows, norms, byRow.perChunk);
        backend.run('patchNormsChunk', byRow.count);
        const values = backend.doublesAt(norms, rows * columns).slice();
        checkFinite(name, values);
        return values;
    });
};
