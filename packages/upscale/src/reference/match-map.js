import { REFERENCE_SCALE } from '@srkit/models';
import { displacement, PATCH } from './correspondences';
/**
 * Puts a match map together.
 *
 * @param used The references that were used, with what they matched; none where none was.
 */
export const makeMatchMap = ({ width, height }, used, attention) => {
  const scale = REFERENCE_SCALE;
  const pixels = width * height;
  const map = {
    width: width * scale,
    height: height * scale,
    reference: new Int16Array(pixels * scale ** 2).fill(-1),
    weight: new Float32Array(pixels * scale ** 2),
    columns: width,
    rows: height,
    matched: new Int16Array(pixels).fill(-1),
    correlation: new Float32Array(pixels),
    position: new Float32Array(2 * pixels),
  };
  const [first] = used;
  if (!first) return map;
  // A picture of a few pixels was continued by its edge.
  const wide = (first.found.columns + PATCH - 1) * scale;
  const votes = new Float32Array(used.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      votes.fill(0);
      for (let i = 0; i < scale; i++) {
        for (let j = 0; j < scale; j++) {
          const from = (y * scale + i) * wide + x * scale + j;
          const to = (y * scale + i) * map.width + x * scale + j;
          const best = attention.best[from];
          map.reference[to] = used[best].index;
          map.weight[to] = attention.weight[from];
          votes[best] += attention.weight[from];
        }
      }
      const { index, found } = used[votes.indexOf(Math.max(...votes))];
      // The patch whose middle the pixel is; at the picture's edge the nearest.
      const row = Math.min(Math.max(y - 1, 0), found.rows - 1);
      const column = Math.min(Math.max(x - 1, 0), found.columns - 1);
      const [down, right] = displacement(found, row, column);
      map.matched[at] = index;
      map.correlation[at] = found.correlation[row * found.columns + column];
      map.position[2 * at] = (x + right + 0.5) * scale;
      map.position[2 * at + 1] = (y + down + 0.5) * scale;
    }
  }
  return map;
};
