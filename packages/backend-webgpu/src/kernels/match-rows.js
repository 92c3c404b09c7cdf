import { MATCH_LOWEST, MATCH_MERGE, MATCH_ROWS } from '@srkit/core/contracts';
import { threadKernel } from './thread-kernel';
const rowsThreads = ({ rows, columns, refRows }) => refRows * rows * columns;
/**
 * The best of each row of reference patches for each input patch: a thread for each pair of them.
 *
 * 1. The score of two patches is the sum of the products of their pixels, divided by the reference patch's norm.
 * 2. Neighbouring threads have neighbouring input patches, and the products lie `[ref pixels, input pixels]`, so that
 *    they read neighbouring values.
 * 3. Candidates are taken from left to right and must be strictly better: of equal ones the first stays. No score is
 *    NaN or infinite, which WGSL may take for impossible: such pixels were set to 0 and their patches' divisors to -1.
 */
export const matchRows = threadKernel(MATCH_ROWS, {
    threads: (_shapes, attrs) => rowsThreads(attrs),
    uniforms: (_shapes, attrs) => ({ ...attrs }),
    code: `
fn thread(index : i32) {
  let patches = uniforms.rows * uniforms.columns;
  let row = index / patches;
  let place = index % patches;
  let corner = (place / uniforms.columns * uniforms.width + place % uniforms.columns) * uniforms.stride;
  var best = ${MATCH_LOWEST};
  var bestPlace = 0;
  for (var column = 0; column < uniforms.refColumns; column++) {
    let candidate = row * uniforms.refColumns + column;
    let divisor = divisors[candidate];
    if (divisor < 0.0) { continue; }
    let refCorner = (row * uniforms.refWidth + column) * uniforms.refStride;
    var sum = 0.0;
    for (var i = 0; i < uniforms.patchSide; i++) {
      for (var j = 0; j < uniforms.patchSide; j++) {
        let refPixel = refCorner + i * uniforms.refWidth + j;
        sum += products[refPixel * uniforms.pixels + corner + i * uniforms.width + j];
      }
    }
    let score = sum / divisor;
    if (score > best) {
      best = score;
      bestPlace = uniforms.firstPlace + candidate;
    }
  }
  result[2 * index] = f32(bestPlace);
  result[2 * index + 1] = best;
}`,
});
/** The best of all rows of a block and of what came before it: a thread for each input patch. */
export const matchMerge = threadKernel(MATCH_MERGE, {
    threads: ({ before }) => before[0],
    uniforms: ({ found, before }) => ({ patches: before[0], refRows: found[0] / before[0] }),
    code: `
fn thread(index : i32) {
  var bestPlace = before[2 * index];
  var best = before[2 * index + 1];
  for (var row = 0; row < uniforms.refRows; row++) {
    let at = 2 * (row * uniforms.patches + index);
    if (found[at + 1] > best) {
      best = found[at + 1];
      bestPlace = found[at];
    }
  }
  result[2 * index] = bestPlace;
  result[2 * index + 1] = best;
}`,
});
