import type { MatchMap } from '@srkit/upscale';

/** Colours of references, told apart by people who do not see all colours alike (Okabe and Ito). */
const COLOURS = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#f0e442',
  '#999999',
] as const;

export const colourOf = (reference: number): string => COLOURS[reference % COLOURS.length]!;

const rgb = (colour: string): [number, number, number] => {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

/**
 * Which reference weighs most at each pixel, as its colour; the more it weighs, the less transparent.
 *
 * @param given Place in the room of each reference of the map.
 */
export const mapPicture = (map: MatchMap, given: readonly number[]): ImageData => {
  const pixels = new ImageData(map.width, map.height);
  for (let i = 0; i < map.reference.length; i++) {
    const reference = map.reference[i]!;
    if (reference < 0) continue;
    pixels.data.set([...rgb(colourOf(given[reference]!)), Math.round(60 + 150 * map.weight[i]!)], 4 * i);
  }
  return pixels;
};

/** What a place of the result was made of. */
export interface Match {
  /** The reference that weighs most, and what every one that was used weighs. */
  readonly reference: number;
  readonly weights: readonly { readonly reference: number; readonly weight: number }[];
  readonly correlation: number;
  /** Where that is in the reference, in its pixels as it was matched. */
  readonly to: readonly [x: number, y: number];
}

/** What lies at a place of the result, 0..1 across and down. */
export const matchAt = (map: MatchMap, x: number, y: number): Match | undefined => {
  const column = Math.min(map.columns - 1, Math.max(0, Math.floor(x * map.columns)));
  const row = Math.min(map.rows - 1, Math.max(0, Math.floor(y * map.rows)));
  const at = row * map.columns + column;
  const reference = map.matched[at]!;
  if (reference < 0) return undefined;
  return {
    reference,
    weights: map.weights.map((each) => ({ reference: each.reference, weight: each.weight[at]! })),
    correlation: map.correlation[at]!,
    to: [map.position[2 * at]!, map.position[2 * at + 1]!],
  };
};
