import { openTiff, readDirectory, wholeNumbers } from './tiff-directory';
const BITS_PER_SAMPLE = 258;
const COMPRESSION = 259;
const PHOTOMETRIC = 262;
const PLANAR_CONFIGURATION = 284;
const TILE_WIDTH = 322;
const SAMPLE_FORMAT = 339;
/** None, CCITT (four), LZW, JPEG (two), deflate (two), PackBits. */
const READ = new Set([1, 2, 3, 4, 5, 6, 7, 8, 32771, 32773, 32946]);
const COMPRESSIONS = new Map([
    [32809, 'ThunderScan compression'],
    [32909, 'PixarLog compression'],
    [33003, 'JPEG 2000 compression'],
    [33005, 'JPEG 2000 compression'],
    [34661, 'JBIG compression'],
    [34676, 'SGI Log compression'],
    [34677, 'SGI Log compression'],
    [34712, 'JPEG 2000 compression'],
    [34887, 'LERC compression'],
    [34925, 'LZMA compression'],
    [34927, 'WebP compression'],
    [50000, 'Zstandard compression'],
    [50001, 'WebP compression'],
    [50002, 'JPEG XL compression'],
    [52546, 'JPEG XL compression'],
]);
const COLOURS = new Map([
    [8, 'colours in Lab'],
    [9, 'colours in Lab'],
    [10, 'colours in Lab'],
    [32803, "a sensor's raw data"],
    [32844, 'samples of floating point (LogL)'],
    [32845, 'samples of floating point (LogLuv)'],
    [34892, "a sensor's raw data"],
]);
const SEPARATE_PLANES = 2;
const SIGNED = 2;
const FLOATING_POINT = 3;
/**
 * Why a TIFF that is in order is not read here, in words that follow "TIFF with"; undefined where nothing is known
 * against it. The decoder calls most of these files damaged.
 */
export const tiffObstacle = (bytes) => {
    const file = openTiff(bytes);
    if (file === undefined)
        return undefined;
    const fields = readDirectory(file, file.first);
    const numbers = (tag) => {
        const field = fields.find((one) => one.tag === tag);
        return field === undefined ? [] : wholeNumbers(file, field);
    };
    const [photometric = 1] = numbers(PHOTOMETRIC);
    const colours = COLOURS.get(photometric);
    if (colours !== undefined)
        return colours;
    const [compression = 1] = numbers(COMPRESSION);
    if (!READ.has(compression))
        return COMPRESSIONS.get(compression) ?? `compression number ${compression}`;
    const formats = numbers(SAMPLE_FORMAT);
    if (formats.includes(FLOATING_POINT))
        return 'samples of floating point';
    if (formats.includes(SIGNED))
        return 'signed samples';
    const bits = numbers(BITS_PER_SAMPLE);
    if (new Set(bits).size > 1)
        return `samples of ${bits.join(', ')} bits`;
    if (bits.length > 0 && ![1, 2, 4, 8, 16].includes(bits[0]))
        return `samples of ${bits[0]} bits`;
    const [planar = 1] = numbers(PLANAR_CONFIGURATION);
    const tiled = numbers(TILE_WIDTH).length > 0;
    if (planar === SEPARATE_PLANES && tiled && bits.length > 1)
        return 'tiles with separate planes';
    return undefined;
};
