import { hasExif, readExifDirectories } from './exif-block';
/** Places in XMP, as attributes and as elements. */
const XMP_GPS = [
    /\s+exif:GPS\w+\s*=\s*("[^"]*"|'[^']*')/g,
    /<exif:GPS(\w+)\b[^>]*?(\/>|>[\s\S]*?<\/exif:GPS\1>)/g,
];
const STILL_GPS = /GPS(Latitude|Longitude|Altitude|Dest|Area|Processing|Position)/i;
const XMP_ORIENTATION = [
    /(tiff:Orientation\s*=\s*["'])\d+(["'])/g,
    /(<tiff:Orientation>)\s*\d+\s*(<\/tiff:Orientation>)/g,
];
const cleanXmp = (xmp, keepGps) => {
    let out = xmp;
    for (const upright of XMP_ORIENTATION)
        out = out.replace(upright, '$11$2');
    if (keepGps)
        return out;
    for (const place of XMP_GPS)
        out = out.replace(place, '');
    // Said in a way that is not known here: better nothing than the place where somebody lives.
    return STILL_GPS.test(out) ? undefined : out;
};
/** Upright, without the old sides, thumbnail and maker's notes, and without GPS unless it is asked for. */
export const keptMetadata = ({ exif, xmp, text = [], unread = [] }, keepGps) => {
    const read = exif && readExifDirectories(exif);
    const directories = read && { ...read, gps: keepGps ? read.gps : [] };
    const clean = xmp === undefined ? undefined : cleanXmp(xmp, keepGps);
    const hidden = xmp !== undefined && clean === undefined;
    return {
        exif: directories && hasExif(directories) ? directories : undefined,
        xmp: clean,
        text,
        lost: [...unread, ...(hidden ? ['XMP, which tells of a place,'] : [])],
    };
};
