/**
 * How a parameter lies in a checkpoint and in tfjs. `conv` is `[out, in, kh, kw]` in PyTorch and
 * `[kh, kw, in, out]` in tfjs; `plain` is the same in both.
 */
export type Layout = 'conv' | 'plain';

/** Shape in tfjs of a parameter whose official shape is `shape`. */
export const tfjsShape = (shape: readonly number[], layout: Layout): number[] => {
  if (layout === 'plain') return [...shape];
  const [out, input, height, width] = shape as [number, number, number, number];
  return [height, width, input, out];
};

const permute = (
  values: Float32Array,
  shape: readonly number[],
  move: (source: Float32Array, target: Float32Array, official: number, tfjs: number) => void,
): Float32Array => {
  const [out, input, height, width] = shape as [number, number, number, number];
  const target = new Float32Array(values.length);
  const window = height * width;
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < input; i++) {
      const official = (o * input + i) * window;
      const tfjs = i * out + o;
      for (let k = 0; k < window; k++) move(values, target, official + k, k * input * out + tfjs);
    }
  }
  return target;
};

/** Official order to tfjs order. `shape` is the official one. */
export const toTfjs = (values: Float32Array, shape: readonly number[], layout: Layout): Float32Array =>
  layout === 'plain'
    ? values
    : permute(values, shape, (source, target, official, tfjs) => {
        target[tfjs] = source[official] as number;
      });

/** tfjs order to official order. `shape` is the official one. */
export const toOfficial = (values: Float32Array, shape: readonly number[], layout: Layout): Float32Array =>
  layout === 'plain'
    ? values
    : permute(values, shape, (source, target, official, tfjs) => {
        target[official] = source[tfjs] as number;
      });
