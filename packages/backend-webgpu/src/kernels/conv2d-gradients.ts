import type {
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  KernelFunc,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import type { WebGpuBackend } from '../backend';
import { filterGradient, partsFor } from '../convolution/filter-gradient';
import { implicitProduct } from '../convolution/implicit-product';
import { geometryOf } from './conv2d';
import { runElementwise } from './elementwise';

const allFloat = (...tensors: TensorInfo[]): boolean => tensors.every(({ dtype }) => dtype === 'float32');

/** The filter with its positions in reverse and its channels changed: `[kh, kw, out, in]`. */
const turnedFilter = (backend: WebGpuBackend, filter: TensorInfo): TensorInfo => {
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const turned = backend.output([height, width, outChannels, inChannels]);
  runElementwise(backend, {
    key: 'turned_filter',
    outputs: { turned },
    inputs: { given: filter },
    ints: { taps: height * width, inChannels, outChannels },
    body: `
  let inChannel = i % uniforms.inChannels;
  let outChannel = i / uniforms.inChannels % uniforms.outChannels;
  let tap = uniforms.taps - 1 - i / (uniforms.inChannels * uniforms.outChannels);
  turned[i] = given[(tap * uniforms.inChannels + inChannel) * uniforms.outChannels + outChannel];`,
  });
  return turned;
};

/**
 * `Conv2DBackpropInput`: the convolution of the gradient with the filter turned around; behind a strided one, the gradient's
 * pixels lie as far apart as the strides.
 */
export const conv2dBackpropInput =
  (stock: KernelFunc): KernelFunc =>
  (given) => {
    const { dy, filter } = given.inputs as unknown as { dy: TensorInfo; filter: TensorInfo };
    const attrs = given.attrs as unknown as Conv2DBackpropInputAttrs;
    const geometry = geometryOf(attrs.inputShape, filter.shape, attrs);
    if (!geometry || !allFloat(dy, filter)) return stock(given);
    const backend = given.backend as WebGpuBackend;
    const turned = turnedFilter(backend, filter);
    const output = backend.output(attrs.inputShape);
    const channels = attrs.inputShape[3];
    backend.dispatch(
      implicitProduct({
        output: { info: output, stride: channels, first: 0 },
        sources: [{ info: dy, channels: dy.shape[3]! }],
        filter: turned,
        activation: 'linear',
        geometry: {
          ...geometry,
          inHeight: geometry.outHeight,
          inWidth: geometry.outWidth,
          outHeight: geometry.inHeight,
          outWidth: geometry.inWidth,
          outChannels: channels,
          strideY: 1,
          strideX: 1,
          spreadY: geometry.strideY,
          spreadX: geometry.strideX,
          padTop: geometry.filterHeight - 1 - geometry.padTop,
          padLeft: geometry.filterWidth - 1 - geometry.padLeft,
        },
      }),
    );
    backend.disposeData(turned.dataId);
    return output;
  };

/** `Conv2DBackpropFilter`: sums over parts of the pixels, and their sum. */
export const conv2dBackpropFilter =
  (stock: KernelFunc): KernelFunc =>
  (given) => {
    const { x, dy } = given.inputs as unknown as { x: TensorInfo; dy: TensorInfo };
    const attrs = given.attrs as unknown as Conv2DBackpropFilterAttrs;
    const geometry = geometryOf(x.shape, attrs.filterShape, attrs);
    if (!geometry || !allFloat(x, dy)) return stock(given);
    const backend = given.backend as WebGpuBackend;
    const parts = partsFor(geometry, x.shape[3]!);
    const sums = backend.output([parts.count, ...attrs.filterShape]);
    backend.dispatch(filterGradient(sums, x, dy, geometry, parts));
    if (parts.count === 1) return { ...sums, shape: [...attrs.filterShape] };
    const output = backend.output(attrs.filterShape);
    runElementwise(backend, {
      key: 'sum_of_parts',
      outputs: { total: output },
      inputs: { parts: sums },
      ints: { partCount: parts.count, size: util.sizeFromShape(attrs.filterShape) },
      body: `
  var sum = 0.0;
  for (var part = 0; part < uniforms.partCount; part++) { sum += parts[part * uniforms.size + i]; }
  total[i] = sum;`,
    });
    backend.disposeData(sums.dataId);
    return output;
  };
