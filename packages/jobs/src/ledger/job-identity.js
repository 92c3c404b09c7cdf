import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
/** A file by its bytes, so that machines and users may keep it under different names; a URL by itself. */
const sourceIdentity = async (source) => {
    if (/^https?:/i.test(source))
        return source;
    const hash = createHash('sha256');
    await pipeline(createReadStream(source.startsWith('file:') ? fileURLToPath(source) : source), hash);
    return hash.digest('hex');
};
/**
 * A short text that two runs share when they make the same of the same: equal options and equal sources, such as
 * checkpoints (paths, or URLs as text).
 */
export const jobIdentity = async (options, sources) => {
    const identities = [];
    for (const source of sources)
        identities.push(await sourceIdentity(source));
    return createHash('sha256')
        .update(JSON.stringify([options, identities]))
        .digest('hex')
        .slice(0, 16);
};
