import { concatBytes } from '../concat-bytes';
const SRGB = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
const SRGB_CURVE = { parametric: [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045] };
const BT709_CURVE = { parametric: [1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081] };
/** Colour primaries by their numbers in ITU-T H.273, table 2. */
const PRIMARIES = {
    1: SRGB,
    4: [0.31, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08],
    5: [0.3127, 0.329, 0.64, 0.33, 0.29, 0.6, 0.15, 0.06],
    6: [0.3127, 0.329, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07],
    7: [0.3127, 0.329, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07],
    9: [0.3127, 0.329, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046],
    11: [0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
    12: [0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
};
/** Transfer functions by their numbers in H.273, table 3. PQ and HLG (16, 18) have no curve that a profile holds. */
const TRANSFERS = {
    1: BT709_CURVE,
    4: { exponent: 2.2 },
    5: { exponent: 2.8 },
    6: BT709_CURVE,
    8: { exponent: 1 },
    13: SRGB_CURVE,
    14: BT709_CURVE,
    15: BT709_CURVE,
};
/** Nearer than this to sRGB's gamma or chromaticities nobody sees a difference; encoders round. */
const SAME_GAMMA = 0.006;
const SAME_CHROMATICITY = 0.002;
const times = (m, v) => m.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
const columnsOf = (m) => [0, 1, 2].map((i) => m.map((row) => row[i]));
const product = (a, b) => columnsOf(columnsOf(b).map((c) => times(a, c)));
const inverse = ([[a, b, c], [d, e, f], [g, h, i]]) => {
    const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    return [
        [(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
        [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
        [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
    ];
};
const BRADFORD = [
    [0.8951, 0.2664, -0.1614],
    [-0.7502, 1.7135, 0.0367],
    [0.0389, -0.0685, 1.0296],
];
/** The white of the profile connection space, as the standard rounds it. */
const D50 = [0.9642, 1, 0.8249];
const xyzOf = (x, y) => [x / y, 1, (1 - x - y) / y];
/** From XYZ under a white to XYZ under D50. */
const adaptation = (white) => {
    const [from, to] = [times(BRADFORD, white), times(BRADFORD, D50)];
    const scale = [
        [to[0] / from[0], 0, 0],
        [0, to[1] / from[1], 0],
        [0, 0, to[2] / from[2]],
    ];
    return product(inverse(BRADFORD), product(scale, BRADFORD));
};
const uint32 = (value) => [
    value >>> 24,
    (value >>> 16) & 255,
    (value >>> 8) & 255,
    value & 255,
];
const fixed = (value) => uint32(Math.round(value * 65536));
const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));
const xyzTag = (v) => [...ascii('XYZ '), 0, 0, 0, 0, ...v.flatMap(fixed)];
const matrixTag = (m) => [...ascii('sf32'), 0, 0, 0, 0, ...m.flat().flatMap(fixed)];
const curveTag = (curve) => {
    const [kind, values] = 'exponent' in curve ? [0, [curve.exponent]] : [3, curve.parametric];
    return [...ascii('para'), 0, 0, 0, 0, 0, kind, 0, 0, ...values.flatMap(fixed)];
};
const textTag = (text) => [
    ...ascii('mluc'),
    ...[0, 1, 12].flatMap(uint32),
    ...ascii('enUS'),
    ...uint32(2 * text.length),
    ...uint32(28),
    ...ascii(text).flatMap((code) => [0, code]),
];
/** An ICC profile of version 4: header, table, tags on multiples of 4 bytes. */
const profileOf = (space, tags) => {
    const parts = [];
    const table = uint32(tags.length);
    let at = 128 + 4 + 12 * tags.length;
    for (const [name, data] of tags) {
        table.push(...ascii(name), ...uint32(at), ...uint32(data.length));
        const part = new Uint8Array(Math.ceil(data.length / 4) * 4);
        part.set(data);
        parts.push(part);
        at += part.length;
    }
    const header = new Uint8Array(128);
    header.set(uint32(at), 0);
    header.set(uint32(0x04200000), 8);
    header.set(ascii(`mntr${space}XYZ `), 12);
    header.set([7, 231, 0, 1, 0, 1], 24);
    header.set(ascii('acsp'), 36);
    header.set(D50.flatMap(fixed), 68);
    return concatBytes([header, Uint8Array.from(table), ...parts]);
};
const meaningOf = ({ gamma, chromaticities, cicp, }) => {
    if (cicp !== undefined) {
        const primaries = PRIMARIES[cicp[0]];
        const curve = TRANSFERS[cicp[1]];
        return primaries && curve && { primaries, curve };
    }
    const stated = chromaticities?.map((value) => value / 100_000);
    // y of 0 is no colour.
    const primaries = stated?.every((value, i) => value > 0 || i % 2 === 0) ? stated : SRGB;
    return { primaries, curve: gamma === undefined ? SRGB_CURVE : { exponent: 100_000 / gamma } };
};
/** Whether a profile can say what the chunks say; none has the curves of PQ and HLG, or numbers that are not known here. */
export const canBeProfile = (colour) => meaningOf(colour) !== undefined;
/**
 * A profile that says what the chunks say, for formats that know no others and for whoever looks. Without
 * chromaticities they are sRGB's, without gamma its curve.
 *
 * @returns undefined where the samples are sRGB anyway, and for transfer functions that no simple profile describes.
 */
export const colourProfile = (colour, channels) => {
    const meaning = meaningOf(colour);
    if (meaning === undefined)
        return undefined;
    const { primaries, curve } = meaning;
    const isGrey = channels < 3;
    const sameCurve = curve === SRGB_CURVE || ('exponent' in curve && Math.abs(1 / curve.exponent - 0.45455) < SAME_GAMMA);
    const samePrimaries = isGrey || primaries.every((value, i) => Math.abs(value - SRGB[i]) < SAME_CHROMATICITY);
    if (sameCurve && samePrimaries)
        return undefined;
    const white = xyzOf(primaries[0], primaries[1]);
    const adapt = adaptation(white);
    const shared = [
        ['desc', textTag('Colours as the file states them')],
        ['cprt', textTag('No copyright')],
        ['wtpt', xyzTag(D50)],
        ['chad', matrixTag(adapt)],
    ];
    if (isGrey)
        return profileOf('GRAY', [...shared, ['kTRC', curveTag(curve)]]);
    // Columns are the primaries, scaled so that together they make white.
    const unscaled = columnsOf([2, 4, 6].map((i) => xyzOf(primaries[i], primaries[i + 1])));
    const weights = times(inverse(unscaled), white);
    const [red, green, blue] = columnsOf(unscaled).map((column, i) => times(adapt, column.map((value) => value * weights[i])));
    const trc = curveTag(curve);
    return profileOf('RGB ', [
        ...shared,
        ['rXYZ', xyzTag(red)],
        ['gXYZ', xyzTag(green)],
        ['bXYZ', xyzTag(blue)],
        ['rTRC', trc],
        ['gTRC', trc],
        ['bTRC', trc],
    ]);
};
