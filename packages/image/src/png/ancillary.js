import { PNG_SIGNATURE } from './chunks';
import { physicalDensity } from './png-density';
/** Chunks in front of the pixels are few; a hostile file could hold millions. */
const MAX_CHUNKS = 10_000;
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** The first chunk of each type in front of the pixels. Checksums are left to whoever decodes. */
const chunksBeforePixels = (bytes) => {
    const view = viewOf(bytes);
    const found = new Map();
    for (let at = PNG_SIGNATURE.length, n = 0; at + 12 <= bytes.length && n < MAX_CHUNKS; n++) {
        const length = view.getUint32(at);
        const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
        if (type === 'IDAT')
            break;
        if (!found.has(type))
            found.set(type, bytes.subarray(at + 8, at + 8 + length));
        at += 12 + length;
    }
    return found;
};
/** gAMA, cHRM and cICP; chunks of a wrong length count as absent. */
const colourOf = (chunk) => {
    const sized = (type, length) => {
        const data = chunk(type);
        return data?.length === length ? viewOf(data) : undefined;
    };
    const [gAMA, cHRM, cICP] = [sized('gAMA', 4), sized('cHRM', 32), sized('cICP', 4)];
    // The word sRGB and a profile go before gAMA and cHRM; only cICP goes before these.
    const told = chunk('sRGB') !== undefined || chunk('iCCP') !== undefined;
    const gamma = told ? undefined : gAMA?.getUint32(0) || undefined;
    const chromaticities = told || !cHRM ? undefined : Array.from({ length: 8 }, (_, i) => cHRM.getUint32(4 * i));
    const cicp = cICP && Array.from({ length: 4 }, (_, i) => cICP.getUint8(i));
    if (gamma === undefined && chromaticities === undefined && cicp === undefined)
        return undefined;
    return { ...(gamma && { gamma }), ...(chromaticities && { chromaticities }), ...(cicp && { cicp }) };
};
/** Reads the small chunks of a PNG by one of two ways to get at them. */
export const ancillaryOf = (chunk) => {
    const acTL = chunk('acTL');
    return {
        density: physicalDensity(chunk('pHYs')),
        frames: acTL?.length === 8 ? Math.max(1, viewOf(acTL).getUint32(0)) : 1,
        colour: colourOf(chunk),
    };
};
/** The same from a file, in a quick look. */
export const pngAncillary = (bytes) => {
    const chunks = chunksBeforePixels(bytes);
    return ancillaryOf((type) => chunks.get(type));
};
