// V = B^T d B: the input's side of Winograd's F(4x4, 3x3).

import { inputLine } from './winograd-lines';

/**
 * V = B^T d B of one 6x6 window, for `channels` channels (a multiple of 4). Pixels outside the picture count as zeros.
 *
 * @param image the picture's first pixel, at the first channel. @param pixel bytes from pixel to pixel.
 * @param scratch 36 * 16 bytes.
 * @param v place 0 of the tile; the 36 places are `placeStep` bytes apart, row by row.
 */
export function transformInput(
  image: usize,
  pixel: usize,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  channels: i32,
  scratch: usize,
  v: usize,
  placeStep: usize,
): void {
  const row = pixel * <usize>width;
  const inside = top >= 0 && left >= 0 && top + 6 <= height && left + 6 <= width;
  for (let c = 0; c < channels; c += 4) {
    const offset = <usize>c << 2;
    if (inside) {
      let from = image + <usize>top * row + <usize>left * pixel + offset;
      for (let i: usize = 0; i < 6; i++) {
        inputLine(from, pixel, scratch + i * 96, 16);
        from += row;
      }
    } else {
      for (let i = 0; i < 6; i++) {
        const y = top + i;
        const line = scratch + <usize>i * 96;
        for (let j = 0; j < 6; j++) {
          const x = left + j;
          const seen = y >= 0 && y < height && x >= 0 && x < width;
          const from = image + <usize>y * row + <usize>x * pixel + offset;
          v128.store(line + (<usize>j << 4), seen ? v128.load(from) : f32x4.splat(0));
        }
        inputLine(line, 16, line, 16);
      }
    }
    for (let j: usize = 0; j < 6; j++) {
      inputLine(scratch + (j << 4), 96, v + offset + j * placeStep, 6 * placeStep);
    }
  }
}
