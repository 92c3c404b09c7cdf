import { concatBytes } from '../concat-bytes';
const s15Fixed16 = (value) => {
    const fixed = Math.round(value * 65536) | 0;
    return [fixed >>> 24, (fixed >>> 16) & 255, (fixed >>> 8) & 255, fixed & 255];
};
const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));
const uint32 = (value) => [
    value >>> 24,
    (value >>> 16) & 255,
    (value >>> 8) & 255,
    value & 255,
];
const xyz = (x, y, z) => [
    ...ascii('XYZ '),
    ...uint32(0),
    ...[x, y, z].flatMap(s15Fixed16),
];
const curve = (gamma) => {
    const fixed = Math.round(gamma * 256);
    return [...ascii('curv'), ...uint32(0), ...uint32(1), fixed >> 8, fixed & 255];
};
const text = (value) => [
    ...ascii('desc'),
    ...uint32(0),
    ...uint32(value.length + 1),
    ...ascii(value),
    ...new Array(79).fill(0),
];
/** A small valid ICC v2 monitor profile: wide-gamut RGB, or grey; gamma 1.8 so that it is not sRGB's. */
export const drawProfile = (space, name) => {
    const white = xyz(0.9642, 1, 0.8249);
    const tags = space === 'GRAY'
        ? [
            ['desc', text(name)],
            ['wtpt', white],
            ['kTRC', curve(1.8)],
        ]
        : [
            ['desc', text(name)],
            ['wtpt', white],
            ['rXYZ', xyz(0.6097, 0.3111, 0.0195)],
            ['gXYZ', xyz(0.2053, 0.6257, 0.0609)],
            ['bXYZ', xyz(0.1492, 0.0632, 0.7446)],
            ['rTRC', curve(1.8)],
            ['gTRC', curve(1.8)],
            ['bTRC', curve(1.8)],
        ];
    const padded = tags.map(([tag, data]) => ({ tag, data, room: Math.ceil(data.length / 4) * 4 }));
    let at = 128 + 4 + tags.length * 12;
    const table = uint32(tags.length);
    for (const { tag, data, room } of padded) {
        table.push(...ascii(tag), ...uint32(at), ...uint32(data.length));
        at += room;
    }
    const header = new Uint8Array(128);
    header.set(uint32(at), 0);
    header.set(uint32(0x02400000), 8);
    header.set(ascii(`mntr${space}XYZ `), 12);
    header.set([7, 208, 0, 1, 0, 1], 24);
    header.set(ascii('acsp'), 36);
    header.set(xyz(0.9642, 1, 0.8249).slice(8), 68);
    const bodies = padded.map(({ data, room }) => {
        const body = new Uint8Array(room);
        body.set(data);
        return body;
    });
    return concatBytes([header, Uint8Array.from(table), ...bodies]);
};
