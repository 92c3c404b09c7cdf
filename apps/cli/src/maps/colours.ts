import type { Colour } from './canvas';

/** Colours that people with any eyesight tell apart (Okabe and Ito), for references in turn. */
export const CATEGORIES: readonly Colour[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];
/** Where there is no reference. */
export const NOTHING: Colour = [160, 160, 160];
/** All references for which there is no colour left. */
export const OTHERS: Colour = [70, 70, 70];

/** From dark blue over green to yellow, growing lighter all the way. */
const RAMP: readonly Colour[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

/** Colour of a value in 0..1. */
export const rampOf = (value: number): Colour => {
  const at = Math.min(Math.max(value, 0), 1) * (RAMP.length - 1);
  const first = Math.min(Math.floor(at), RAMP.length - 2);
  const [low, high] = [RAMP[first]!, RAMP[first + 1]!];
  return low.map((channel, c) => channel + (at - first) * (high[c]! - channel)) as unknown as Colour;
};

/** Colour of a position in the unit square: where in a reference something came from. */
export const placeOf = (x: number, y: number): Colour => {
  const [u, v] = [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)];
  // Red to the right, green downwards, blue where both are small: the four corners look different.
  return [40 + 215 * u, 40 + 190 * v, 40 + 215 * (1 - u) * (1 - v) + 90 * u * v];
};

/** Colour of a displacement: its direction as hue, its length as saturation up to `most`. */
export const flowOf = (dx: number, dy: number, most: number): Colour => {
  const hue = ((Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1) * 6;
  const strength = Math.min(1, Math.hypot(dx, dy) / Math.max(most, 1e-6));
  const channel = (shift: number) => {
    const k = (shift + hue) % 6;
    return 255 * (1 - strength * Math.max(0, Math.min(k, 4 - k, 1)));
  };
  return [channel(5), channel(3), channel(1)];
};
