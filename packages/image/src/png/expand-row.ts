import { GREY, GREY_ALPHA, PALETTE, type PngHeader, RGB } from './png-header';

/** Channels of the raster a PNG becomes: palettes and transparent colours are expanded. */
export const pngChannels = ({ colourType, transparency }: PngHeader): 1 | 2 | 3 | 4 => {
  const opaque = transparency === undefined;
  if (colourType === GREY) return opaque ? 1 : 2;
  if (colourType === GREY_ALPHA) return 2;
  if (colourType === RGB || colourType === PALETTE) return opaque ? 3 : 4;
  return 4;
};

/** Samples stored per pixel; a palette's index is one. */
export const storedSamples = (colourType: number): number => [1, 0, 3, 1, 2, 0, 4][colourType] as number;

/** Writes one row of `count` stored pixels into `out` at `start`, `step` samples from pixel to pixel. */
export type RowExpander = (
  row: Uint8Array,
  count: number,
  out: Uint8Array | Uint16Array,
  start: number,
  step: number,
) => void;

/** The expander for a picture: full range, palette looked up, transparent colour turned into alpha. */
export const rowExpander = (header: PngHeader): RowExpander => {
  const { colourType, depth, transparency } = header;
  if (colourType === PALETTE) return paletteExpander(header);
  const samples = storedSamples(colourType);
  const sampleAt = sampleReader(depth);
  const max = 2 ** depth - 1;
  const scale = depth < 8 ? 255 / max : 1;
  const opaque = depth === 16 ? 65535 : 255;
  const key =
    transparency === undefined
      ? undefined
      : Array.from({ length: samples }, (_, c) => sampleReader(16)(transparency, c) & max);
  return (row, count, out, start, step) => {
    if (depth === 8 && key === undefined && step === samples) {
      out.set(row, start);
      return;
    }
    for (let x = 0, at = start; x < count; x++, at += step) {
      let same = key !== undefined;
      for (let c = 0; c < samples; c++) {
        const sample = sampleAt(row, x * samples + c);
        if (key !== undefined && sample !== key[c]) same = false;
        out[at + c] = sample * scale;
      }
      if (key !== undefined) out[at + samples] = same ? 0 : opaque;
    }
  };
};

const sampleReader = (depth: number): ((row: Uint8Array, i: number) => number) => {
  if (depth === 8) return (row, i) => row[i] as number;
  if (depth === 16) return (row, i) => ((row[2 * i] as number) << 8) | (row[2 * i + 1] as number);
  const perByte = 8 / depth;
  const mask = 2 ** depth - 1;
  // The leftmost sample sits in the highest bits.
  return (row, i) => ((row[Math.floor(i / perByte)] as number) >> (8 - depth * ((i % perByte) + 1))) & mask;
};

const paletteExpander = ({ depth, palette, transparency }: PngHeader): RowExpander => {
  const indexAt = sampleReader(depth);
  const channels = transparency === undefined ? 3 : 4;
  // An index beyond the palette is black, as libpng shows it.
  const colours = new Uint8Array(256 * channels);
  for (let i = 0; i < 256; i++) {
    for (let c = 0; c < 3; c++) colours[i * channels + c] = palette[i * 3 + c] ?? 0;
    if (transparency !== undefined) colours[i * channels + 3] = transparency[i] ?? 255;
  }
  return (row, count, out, start, step) => {
    for (let x = 0, at = start; x < count; x++, at += step) {
      const from = indexAt(row, x) * channels;
      for (let c = 0; c < channels; c++) out[at + c] = colours[from + c] as number;
    }
  };
};
