/** The smallest multiple of `multiple` that is at least `value`. */
export const roundUp = (value, multiple) => Math.ceil(value / multiple) * multiple;
/**
 * Pads as the official code does, behind the picture only: by `prePad`, and the result up to a multiple. The padded
 * part is computed and cut off again.
 */
export const officialAxis = (size, prePad, multiple) => {
  const padded = roundUp(size + prePad, multiple);
  return { size, before: 0, padded, coreEnd: padded, secondPadding: size + prePad };
};
/** Pads on both sides by the halo, so that the network sees the continued picture instead of zeros. */
export const borderAxis = (size, halo, multiple) => {
  const before = roundUp(halo, multiple);
  const coreEnd = before + roundUp(size, multiple);
  const padded = coreEnd + before;
  return { size, before, padded, coreEnd, secondPadding: padded };
};
/** Position in `0 .. size` after reflection at both ends, without repeating the edge, as often as needed. */
const mirrored = (position, size) => {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const phase = ((position % period) + period) % period;
  return phase < size ? phase : period - phase;
};
/**
 * Picture position that padded position `index` shows. `reflect` does not repeat the edge pixel, and goes back
 * and forth where the padding is wider than the picture.
 */
export const sourceIndex = (axis, index, border) => {
  const { size } = axis;
  const position = index - axis.before;
  if (position >= 0 && position < size) return position;
  if (border === 'replicate') return position < 0 ? 0 : size - 1;
  if (border === 'wrap') return ((position % size) + size) % size;
  const once = index < axis.secondPadding ? position : mirrored(position, axis.secondPadding - axis.before);
  return mirrored(once, size);
};
