import { readRiffChunks, VP8X_ICC } from '../headers/webp-header';
import { riffChunk, riffFile, webpHeader } from '../metadata/riff';
/**
 * Gives a WebP file this colour profile, or none, in place of the one its encoder wrote: an extended header in
 * front, then the profile, then the other chunks as they were (WebP container specification). The picture's own
 * bytes do not change.
 */
export const replaceWebpProfile = (webp, icc, width, height) => {
    const chunks = [...readRiffChunks(webp, 'The WebP picture just encoded')];
    const rest = chunks.filter(({ type }) => type !== 'VP8X' && type !== 'ICCP');
    if (icc === undefined && rest.length === chunks.length)
        return webp;
    const header = webpHeader(chunks, width, height);
    const flags = header[0];
    header[0] = icc === undefined ? flags & ~VP8X_ICC : flags | VP8X_ICC;
    return riffFile([
        riffChunk('VP8X', header),
        ...(icc === undefined ? [] : [riffChunk('ICCP', icc)]),
        ...rest.map(({ type, data }) => riffChunk(type, data)),
    ]);
};
