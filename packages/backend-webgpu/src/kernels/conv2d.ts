import {
  backend_util,
  type Conv2DAttrs,
  type FusedConv2DAttrs,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { WebGpuBackend } from '../backend';
import { isActivation } from '../convolution/activations';
import { type Geometry, implicitProduct } from '../convolution/implicit-product';

/** Fewer output pixels are a matrix with few rows and a long inner axis, which tfjs's products divide better. */
const LEAST_PIXELS = 32;

type Shape4 = [number, number, number, number];

/** How a convolution lies in its input; undefined where it is none of pictures in NHWC. */
export const geometryOf = (
  x: readonly number[],
  filter: readonly number[],
  attrs: Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & Partial<Conv2DAttrs>,
): Geometry | undefined => {
  if (x.length !== 4 || (attrs.dataFormat ?? 'NHWC') !== 'NHWC') return undefined;
  const info = backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    'channelsLast',
  );
  // The filter's input channels, not the picture's, where tfjs lets them differ (groups).
  if (x[3] !== filter[2]) return undefined;
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
    dilationY: info.dilationHeight,
    dilationX: info.dilationWidth,
  };
};

interface ConvInputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

const sizeOf = ({ shape }: TensorInfo): number => shape.reduce((product, side) => product * side, 1);

/** `Conv2D` and `FusedConv2D`: ours where it is a picture's, tfjs's for the rest. */
export const conv2d =
  (stock: KernelFunc): KernelFunc =>
  (given) => {
    const { x, filter, bias, preluActivationWeights: prelu } = given.inputs as unknown as ConvInputs;
    const attrs = given.attrs as unknown as Conv2DAttrs & Partial<FusedConv2DAttrs>;
    const activation = attrs.activation ?? 'linear';
    const geometry = geometryOf(x.shape, filter.shape, attrs);
    const tensors: TensorInfo[] = [x, filter, ...(bias ? [bias] : []), ...(prelu ? [prelu] : [])];
    if (
      !geometry ||
      !isActivation(activation) ||
      tensors.some(({ dtype }) => dtype !== 'float32') ||
      geometry.batch * geometry.outHeight * geometry.outWidth < LEAST_PIXELS ||
      (bias && sizeOf(bias) !== geometry.outChannels) ||
      (prelu && ![1, geometry.outChannels].includes(sizeOf(prelu)))
    ) {
      return stock(given);
    }
    const backend = given.backend as WebGpuBackend;
    const { batch, outHeight, outWidth, outChannels } = geometry;
    const output = backend.output([batch, outHeight, outWidth, outChannels]);
    backend.dispatch(
      implicitProduct({
        output: { info: output, stride: outChannels, first: 0 },
        sources: [{ info: x, channels: x.shape[3]! }],
        filter,
        bias,
        activation,
        prelu,
        alpha: attrs.leakyreluAlpha ?? 0,
        geometry,
      }),
    );
    return output;
  };
