import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { convolve, filterOf } from '../convolution/convolve';
import { NO_EPILOGUE } from '../convolution/epilogue';
import { packRows } from '../convolution/pack';
import { pictureOf } from '../convolution/picture-of';
import { defineKernel } from './kernel';

/** `weight1` to `weight5` are `[3, 3, in, out]`, `bias1` to `bias5` `[out]`; `x` is `[n, h, w, c]`. */
type Inputs = Readonly<Record<string, TensorInfo>> & { readonly x: TensorInfo };

interface Attrs {
  /** Of the leaky ReLU behind the first four convolutions. */
  readonly slope: number;
  /** Weight of the block's result beside its input. */
  readonly scale: number;
}

const FLOAT_BYTES = 4;
/** Keeps rows of pixels from being multiples of 4 KiB apart. */
const PIXEL_PADDING = 4;
const CONVOLUTIONS = 5;
/** Its number among the activations of `assembly/shared/epilogue.ts`. */
const LEAKY_RELU = 3;

/**
 * ESRGAN's residual dense block in one call, for inference: every convolution writes its channels behind those it has
 * read, so that nothing is concatenated. Counts of channels are multiples of 4.
 */
export const residualDenseBlock = defineKernel<Inputs, Attrs>(
  'ResidualDenseBlock',
  ({ backend, inputs, attrs: { slope, scale } }) => {
    const x = pictureOf(backend, inputs.x);
    const weights = Array.from({ length: CONVOLUTIONS }, (_, k) => inputs[`weight${k + 1}`]!);
    const biases = Array.from({ length: CONVOLUTIONS }, (_, k) => backend.address(inputs[`bias${k + 1}`]!));
    for (const weight of weights) backend.address(weight);
    const out = backend.output(inputs.x.shape);
    const stride = weights.at(-1)!.shape[2]! + PIXEL_PADDING;
    const pixels = x.batch * x.height * x.width;
    backend.withScratch(pixels * stride * FLOAT_BYTES, (address) => {
      packRows(
        backend,
        { address: x.address, depth: x.channels, side: pixels, depthStride: 1, sideStride: x.stride },
        { address, depth: stride },
      );
      let seen = { ...x, address, stride };
      for (const [k, weight] of weights.entries()) {
        const channels = weight.shape[3]!;
        const last = k === CONVOLUTIONS - 1;
        const y = last
          ? { ...x, address: out.address }
          : { ...seen, address: address + seen.channels * FLOAT_BYTES, channels };
        const end = last
          ? { residual: x.address, residualStride: x.stride, scale }
          : { activation: LEAKY_RELU, slope };
        convolve(backend, {
          x: seen,
          y,
          filter: filterOf(backend, weight),
          info: backend_util.computeConv2DInfo(
            [x.batch, x.height, x.width, seen.channels],
            weight.shape as [number, number, number, number],
            1,
            1,
            'same',
          ),
          epilogue: { ...NO_EPILOGUE, bias: biases[k]!, ...end },
        });
        seen = { ...seen, channels: seen.channels + channels };
      }
    });
    return out.info;
  },
);
