import { randomAt } from '@srkit/core';
import { type Raster, resizePillow } from '@srkit/image';
import { type Pictures, pictureAt } from './pictures';
import { type Place, toRaster, viewOf } from './warp';

export type Draw = () => number;

/** Numbers in [0, 1), the same for the same seed and step. */
export const drawer = (seed: number, step: number): Draw => {
  let index = 0;
  return () => randomAt(seed, step, index++);
};

export const between = (draw: Draw, low: number, high: number): number => low + (high - low) * draw();

const SIZES = [1, 0.75] as const;

/** Single pictures at their own size and at three quarters of it, the reduced ones made once. */
export const picturesInSizes = (pictures: Pictures): ((index: number, draw: Draw) => Raster) => {
  const reduced = new Map<number, Raster>();
  return (index, draw) => {
    const size = SIZES[Math.floor(draw() * SIZES.length)] as number;
    if (size === 1) return pictureAt(pictures, index);
    const found = reduced.get(index);
    if (found) return found;
    const whole = pictureAt(pictures, index);
    const sides = [Math.round(whole.height * size), Math.round(whole.width * size)] as const;
    const made = resizePillow(whole, sides, 'bicubic');
    reduced.set(index, made);
    return made;
  };
};

/** Any place around which a square of that side lies inside the picture. */
export const anywhere = ({ width, height }: Raster, side: number, draw: Draw): Place => [
  Math.round(between(draw, side / 2, width - side / 2)),
  Math.round(between(draw, side / 2, height - side / 2)),
];

/** The square around a place, as it is; what lies outside the picture is mirrored. */
export const squareAt = (raster: Raster, [x0, y0]: Place, side: number): Raster =>
  toRaster(
    viewOf(raster, side, (x, y) => [x0 + x - side / 2, y0 + y - side / 2]),
    side,
  );

/** Another light and camera: contrast, colour, tone and a little noise. */
const relit = (values: Float32Array, draw: Draw): Float32Array => {
  const gains = [0, 1, 2].map(() => between(draw, 0.94, 1.06));
  const gain = between(draw, 0.8, 1.2);
  const gamma = Math.exp(between(draw, -0.2, 0.2));
  const noise = between(draw, 0, 1.5);
  return values.map((value, i) => {
    const lit = Math.max(0, (value / 255) * gain * (gains[i % 3] as number)) ** gamma;
    return 255 * lit + noise * (draw() + draw() + draw() - 1.5) * 2;
  });
};

/**
 * A square that shows about the same place from elsewhere and in other light: turned, nearer or further, seen from another side,
 * and moved by so many pixels at most.
 */
export const otherView = (
  raster: Raster,
  [x0, y0]: Place,
  side: number,
  reach: number,
  draw: Draw,
): Raster => {
  const angle = between(draw, -0.16, 0.16);
  const size = Math.exp(between(draw, Math.log(0.75), Math.log(1.2)));
  const [px, py] = [between(draw, -6e-4, 6e-4), between(draw, -6e-4, 6e-4)];
  const [mx, my] = [between(draw, -reach, reach), between(draw, -reach, reach)];
  const [cos, sin] = [Math.cos(angle) * size, Math.sin(angle) * size];
  const view = viewOf(raster, side, (x, y) => {
    const [u, v] = [x - side / 2, y - side / 2];
    const depth = 1 + px * u + py * v;
    return [x0 + mx + (cos * u - sin * v) / depth, y0 + my + (sin * u + cos * v) / depth];
  });
  return toRaster(relit(view, draw), side);
};
