import type {
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  KernelFunc,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import type { WebGpuBackend } from '../backend';
import { filterGradient, partsFor } from '../convolution/filter-gradient';
import { type Geometry, implicitProduct } from '../convolution/implicit-product';
import { geometryOf } from './conv2d';
import { runElementwise } from './elementwise';

/** A gradient of the convolution: ours where it is a picture's and in float32, tfjs's for the rest. */
const gradient =
  <Inputs, Attrs>(
    geometryFor: (inputs: Inputs, attrs: Attrs) => Geometry | undefined,
    compute: (backend: WebGpuBackend, inputs: Inputs, attrs: Attrs, geometry: Geometry) => TensorInfo,
  ) =>
  (stock: KernelFunc): KernelFunc =>
  (given) => {
    const [inputs, attrs] = [given.inputs as unknown as Inputs, given.attrs as unknown as Attrs];
    const geometry = geometryFor(inputs, attrs);
    const isFloat = Object.values(given.inputs).every((tensor) => tensor?.dtype === 'float32');
    return geometry && isFloat
      ? compute(given.backend as WebGpuBackend, inputs, attrs, geometry)
      : stock(given);
  };

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
export const conv2dBackpropInput = gradient<
  { readonly dy: TensorInfo; readonly filter: TensorInfo },
  Conv2DBackpropInputAttrs
>(
  ({ filter }, attrs) => geometryOf(attrs.inputShape, filter.shape, attrs),
  (backend, { dy, filter }, attrs, geometry) => {
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
  },
);

/** `Conv2DBackpropFilter`: sums over parts of the pixels, and their sum. */
export const conv2dBackpropFilter = gradient<
  { readonly x: TensorInfo; readonly dy: TensorInfo },
  Conv2DBackpropFilterAttrs
>(
  ({ x }, attrs) => geometryOf(x.shape, attrs.filterShape, attrs),
  (backend, { x, dy }, attrs, geometry) => {
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
  },
);
