// What dynamic aggregation makes of learned offsets and logits, and of matched offsets, before it samples.

import { sigmoid } from '../elementwise/exponential';
import { loadLanes, storeLanes } from '../shared/lanes';

/**
 * Writes the sampling of some pixels to `to`: `learned` offsets (y, x) of each group and tap plus the matched ones of each tap,
 * which count from row `top`, and the masks whose logits follow the offsets.
 */
export function completeSampling(
  learned: usize,
  matched: usize,
  pixels: i32,
  groups: i32,
  taps: i32,
  top: f32,
  to: usize,
): void {
  const offsets = 2 * taps;
  const masks = groups * taps;
  const whole = offsets & ~3;
  const lower = f32x4(top, 0, top, 0);
  const matchedPixel = <usize>offsets << 2;
  for (let p = 0; p < pixels; p++) {
    for (let g = 0; g < groups; g++) {
      let t = 0;
      for (; t < whole; t += 4) {
        const sum = f32x4.add(v128.load(matched + (<usize>t << 2)), lower);
        v128.store(to, f32x4.add(v128.load(learned), sum));
        learned += 16;
        to += 16;
      }
      for (; t < offsets; t += 2) {
        store<f32>(to, load<f32>(learned) + (load<f32>(matched + (<usize>t << 2)) + top));
        store<f32>(to, load<f32>(learned, 4) + load<f32>(matched + (<usize>t << 2), 4), 4);
        learned += 8;
        to += 8;
      }
    }
    for (let m = 0; m < masks; m += 4) {
      const lanes = min(4, masks - m);
      storeLanes(to, sigmoid(loadLanes(learned, lanes)), lanes);
      learned += <usize>lanes << 2;
      to += <usize>lanes << 2;
    }
    matched += matchedPixel;
  }
}
