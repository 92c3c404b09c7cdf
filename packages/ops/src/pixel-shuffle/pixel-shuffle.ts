import { ShapeError } from '@srkit/core';
import {
  clone,
  depthToSpace,
  engine,
  gather,
  type NamedAttrMap,
  reshape,
  type Tensor,
  type Tensor4D,
  tensor1d,
  transpose,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { registerHostKernel } from '../host-kernel';

const SHUFFLE = 'SrkitPixelShuffle';
const UNSHUFFLE = 'SrkitPixelUnshuffle';

const factorOf = (attrs: NamedAttrMap): number => attrs['factor'] as number;

const checkedFactor = (op: string, factor: number): void => {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new ShapeError('E_SHAPE_FACTOR', `${op}: factor is ${factor}, expected an integer >= 1.`);
  }
};

const shuffleReference = (x: Tensor4D, factor: number): Tensor4D => {
  if (factor === 1) return clone(x);
  // PyTorch orders channels (c, i, j), tfjs's depthToSpace (i, j, c): reorder, then let the native kernel move.
  const outChannels = x.shape[3] / (factor * factor);
  const order = new Int32Array(x.shape[3]);
  for (let c = 0; c < outChannels; c++) {
    for (let k = 0; k < factor * factor; k++) order[k * outChannels + c] = c * factor * factor + k;
  }
  return depthToSpace(gather(x, tensor1d(order, 'int32'), 3), factor, 'NHWC');
};

const unshuffleReference = (x: Tensor4D, factor: number): Tensor4D => {
  const [n, height, width, channels] = x.shape;
  const [h, w] = [height / factor, width / factor];
  const split = reshape(x, [n, h, factor, w, factor, channels]);
  return reshape(transpose(split, [0, 1, 3, 5, 2, 4]), [n, h, w, channels * factor * factor]);
};

/** Visits every element of a `[n, h, w, c * f * f]` tensor in order, with its index in `[n, h * f, w * f, c]`. */
const forEachPair = (
  [n, h, w, depth]: readonly number[],
  factor: number,
  visit: (deep: number, wide: number) => void,
): void => {
  const channels = depth! / (factor * factor);
  const row = w! * factor * channels;
  let deep = 0;
  for (let line = 0; line < n! * h!; line++) {
    for (let x = 0; x < w!; x++) {
      const corner = line * factor * row + x * factor * channels;
      for (let c = 0; c < channels; c++) {
        for (let i = 0; i < factor; i++) {
          for (let j = 0; j < factor; j++) visit(deep++, corner + i * row + j * channels + c);
        }
      }
    }
  }
};

const shuffledShape = ([n, h, w, c]: readonly number[], f: number): number[] => [
  n!,
  h! * f,
  w! * f,
  c! / f ** 2,
];
const unshuffledShape = ([n, h, w, c]: readonly number[], f: number): number[] => [
  n!,
  h! / f,
  w! / f,
  c! * f ** 2,
];

registerHostKernel({
  kernelName: SHUFFLE,
  inputs: ['x'],
  outputShape: ([x], attrs) => shuffledShape(x!, factorOf(attrs)),
  run: ([x], out, attrs) => {
    const { values, shape } = x!;
    forEachPair(shape, factorOf(attrs), (deep, wide) => {
      out[wide] = values[deep]!;
    });
  },
});

registerHostKernel({
  kernelName: UNSHUFFLE,
  inputs: ['x'],
  outputShape: ([x], attrs) => unshuffledShape(x!, factorOf(attrs)),
  run: ([x], out, attrs) => {
    const { values, shape } = x!;
    forEachPair(unshuffledShape(shape, factorOf(attrs)), factorOf(attrs), (deep, wide) => {
      out[deep] = values[wide]!;
    });
  },
});

const run = (kernelName: string, x: Tensor4D, factor: number): Tensor4D =>
  engine().runKernel(kernelName, { x }, { factor }) as Tensor4D;

defineOp({
  kernelName: SHUFFLE,
  reference: ({ x }, attrs) => shuffleReference(x as Tensor4D, factorOf(attrs)),
  gradient: (dy, _saved, attrs) => ({ x: () => run(UNSHUFFLE, dy as Tensor4D, factorOf(attrs)) }),
});

defineOp({
  kernelName: UNSHUFFLE,
  reference: ({ x }, attrs) => unshuffleReference(x as Tensor4D, factorOf(attrs)),
  gradient: (dy: Tensor | Tensor[], _saved, attrs) => ({
    x: () => run(SHUFFLE, dy as Tensor4D, factorOf(attrs)),
  }),
});

/**
 * Moves channels into space: `[n, h, w, c * f * f]` to `[n, h * f, w * f, c]`, PyTorch's channel order
 * (c, row offset, column offset), as `torch.nn.PixelShuffle`.
 *
 * @throws ShapeError when the channels are not a multiple of `factor * factor`.
 */
export const pixelShuffle = (x: Tensor4D, factor: number): Tensor4D => {
  checkedFactor('pixelShuffle', factor);
  if (x.shape[3] % (factor * factor) !== 0) {
    throw new ShapeError(
      'E_SHAPE_CHANNELS',
      `pixelShuffle: ${x.shape[3]} channels in [${x.shape}] cannot be shuffled by ${factor}; expected a multiple of ${factor * factor}.`,
    );
  }
  return run(SHUFFLE, x, factor);
};

/**
 * Moves space into channels: `[n, h * f, w * f, c]` to `[n, h, w, c * f * f]`, the inverse of `pixelShuffle`,
 * as `torch.nn.PixelUnshuffle`.
 *
 * @throws ShapeError when height or width is not a multiple of `factor`.
 */
export const pixelUnshuffle = (x: Tensor4D, factor: number): Tensor4D => {
  checkedFactor('pixelUnshuffle', factor);
  if (x.shape[1] % factor !== 0 || x.shape[2] % factor !== 0) {
    throw new ShapeError(
      'E_SHAPE_SIDE',
      `pixelUnshuffle: ${x.shape[1]}x${x.shape[2]} (height x width) is not divisible by ${factor}; pad the picture first.`,
    );
  }
  return run(UNSHUFFLE, x, factor);
};
