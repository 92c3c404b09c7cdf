import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';
import sharp, {} from 'sharp';
import { LINE_HEIGHT, layOut, TEXT_SIZE } from './sheet-layout';
const FILES = '@fontsource/dejavu-mono/files/dejavu-mono-latin';
/** DejaVu Sans Mono, which comes with this package. */
export const loadTypeface = async (weight) => {
    const path = createRequire(import.meta.url).resolve(`${FILES}-${weight}-normal.woff`);
    const { buffer, byteOffset, byteLength } = await readFile(path);
    const font = opentype.parse(buffer.slice(byteOffset, byteOffset + byteLength));
    return {
        advance: (font.charToGlyph('m').advanceWidth ?? font.unitsPerEm) / font.unitsPerEm,
        outline: (text, x, y, size) => font.getPath(text, x, y, size).toPathData(2),
    };
};
/** An RGB picture at another size, every pixel the nearest one of the source, 8 bit. */
export const enlarge = ({ width, height, data }, toWidth, toHeight) => {
    const divisor = data instanceof Uint16Array ? 257 : 1;
    const out = Buffer.alloc(toWidth * toHeight * 3);
    for (let y = 0, to = 0; y < toHeight; y++) {
        const row = Math.floor((y * height) / toHeight) * width;
        for (let x = 0; x < toWidth; x++) {
            const from = (row + Math.floor((x * width) / toWidth)) * 3;
            for (let c = 0; c < 3; c++)
                out[to++] = Math.round(data[from + c] / divisor);
        }
    }
    return out;
};
const PAPER = '#ffffff';
const INK = '#202020';
const fitted = (text, columns) => text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
/** All text as one SVG of the sheet's size. */
const textLayer = (panels, { width, height, cellWidth, places }, regular, bold) => {
    const columns = Math.floor(cellWidth / (regular.advance * TEXT_SIZE));
    const paths = panels.flatMap(({ title, lines }, i) => {
        const { x, baseline } = places[i];
        return [title, ...lines].map((line, k) => {
            const face = k === 0 ? bold : regular;
            return face.outline(fitted(line, columns), x, baseline + k * LINE_HEIGHT, TEXT_SIZE);
        });
    });
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path fill="${INK}" d="${paths.join('')}"/></svg>`;
};
/** A contact sheet: the first panel at its own size (or a multiple), the others enlarged to it, text below each. */
export const drawSheet = async (panels, columns) => {
    const layout = layOut(panels[0].picture, panels.map(({ lines }) => lines.length), columns);
    const { width, height, shown, places } = layout;
    const pictures = panels.map(({ picture }, i) => ({
        input: enlarge(picture, shown.width, shown.height),
        raw: { ...shown, channels: 3 },
        left: places[i].x,
        top: places[i].y,
    }));
    const text = textLayer(panels, layout, await loadTypeface(400), await loadTypeface(700));
    const data = await sharp({ create: { width, height, channels: 3, background: PAPER } })
        .composite([...pictures, { input: Buffer.from(text), left: 0, top: 0 }])
        .removeAlpha()
        .raw()
        .toBuffer();
    return { width, height, channels: 3, data };
};
