import { openTiff, rationalsOf, readDirectory, wholeNumbers } from './tiff/tiff-directory';
export const ORIENTATION = 0x0112;
const X_RESOLUTION = 0x011a;
const RESOLUTION_UNIT = 0x0128;
const SHORT = 3;
const CM_PER_INCH = 2.54;
/** Reads the first directory of an EXIF block (a TIFF header and what follows). Nonsense reads as "nothing". */
export const readExif = (block) => {
    const file = openTiff(block);
    if (file === undefined || file.big)
        return { orientation: 1 };
    const fields = readDirectory(file, file.first);
    const find = (tag) => fields.find((field) => field.tag === tag);
    const orientationField = fields.find(({ tag, type }) => tag === ORIENTATION && type === SHORT);
    const stored = orientationField === undefined ? 1 : wholeNumbers(file, orientationField)[0];
    const known = orientationField !== undefined && stored >= 1 && stored <= 8;
    const orientationAt = known
        ? { offset: orientationField.data.byteOffset - block.byteOffset, littleEndian: file.littleEndian }
        : undefined;
    const unitField = find(RESOLUTION_UNIT);
    const unit = unitField === undefined ? 2 : wholeNumbers(file, unitField)[0];
    const resolutionField = find(X_RESOLUTION);
    const resolution = resolutionField === undefined ? undefined : rationalsOf(file, resolutionField)[0];
    const usable = resolution !== undefined && Number.isFinite(resolution) && resolution > 0;
    const perInch = unit === 2 ? 1 : unit === 3 ? CM_PER_INCH : undefined;
    const density = usable && perInch !== undefined ? resolution * perInch : undefined;
    return { orientation: known ? stored : 1, orientationAt, density };
};
