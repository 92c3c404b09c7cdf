import { canBeProfile } from './color/colour-profile';
import { keptMetadata } from './metadata/kept-metadata';
import { writeMetadata } from './metadata/write-metadata';
import { colourChunks, withChunks } from './png/tag-chunks';
/** Transfer functions of ITU-T H.273 that people know by name. */
const TRANSFER_NAMES = { 16: 'PQ', 18: 'HLG' };
/** What of the colours' meaning is lost outside PNG, for people: no profile says it, and no other format has the words. */
export const lostColours = ({ raster, options }) => {
    const { colour } = raster;
    // Where a profile says it, whether that is kept is the profile's affair.
    if (options.format === 'png' || colour?.cicp === undefined || canBeProfile(colour))
        return [];
    const [primaries, transfer] = colour.cicp;
    return [`the meaning of its colours (${TRANSFER_NAMES[transfer] ?? `cICP ${primaries}/${transfer}`})`];
};
/** Whether the encoded file lacks something of the picture that encoders do not write. */
export const lacksTags = ({ raster, options }) => (options.format === 'png' && raster.colour !== undefined) ||
    (options.keepMetadata && raster.metadata !== undefined);
/** The encoded file with what encoders do not write: colours of PNG, and metadata where it is to be kept. */
export const withTags = (encoded, prepared) => {
    const { raster, options } = prepared;
    const { format, keepMetadata, keepGps } = options;
    const { colour, metadata } = raster;
    const bytes = format === 'png' && colour ? withChunks(encoded, colourChunks(colour)) : encoded;
    const lost = lostColours(prepared);
    if (!keepMetadata || metadata === undefined)
        return { bytes, dropped: lost };
    const written = writeMetadata(bytes, format, keptMetadata(metadata, keepGps), raster);
    return { bytes: written.bytes, dropped: [...lost, ...written.dropped] };
};
