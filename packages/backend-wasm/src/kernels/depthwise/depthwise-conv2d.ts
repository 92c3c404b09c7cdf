import {
  type backend_util,
  type DepthwiseConv2dNativeAttrs,
  type FusedDepthwiseConv2DAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../../backend';
import { type Epilogue, NO_EPILOGUE } from '../../convolution/epilogue';
import { convolveDepthwise } from '../../depthwise/convolve-depthwise';
import { depthwiseInfo, forwardShape, isDepthwise } from '../../depthwise/depthwise-shape';
import { allFloat, defineKernel } from '../kernel';
import { type FusedInputs, withActivation } from '../with-activation';

interface Operands {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
}

const compute = (
  backend: SrkitWasmBackend,
  { x, filter }: Operands,
  info: backend_util.Conv2DInfo,
  epilogue: Epilogue,
): TensorInfo => {
  const from = backend.address(x);
  const weights = backend.address(filter);
  const y = backend.output(info.outShape);
  convolveDepthwise(backend, forwardShape(info), {
    x: from,
    filter: backend.floatsAt(weights, util.sizeFromShape(filter.shape)),
    y: y.address,
    epilogue,
  });
  return y.info;
};

export const depthwiseConv2d = defineKernel<Operands, DepthwiseConv2dNativeAttrs>(
  'DepthwiseConv2dNative',
  ({ backend, inputs, attrs }) => {
    if (!allFloat(inputs.x, inputs.filter)) return undefined;
    const info = depthwiseInfo(inputs.x.shape, inputs.filter.shape, attrs);
    return isDepthwise(info) ? compute(backend, inputs, info, NO_EPILOGUE) : undefined;
  },
);

export const fusedDepthwiseConv2d = defineKernel<Operands & FusedInputs, FusedDepthwiseConv2DAttrs>(
  'FusedDepthwiseConv2D',
  ({ backend, inputs, attrs }) => {
    if (!allFloat(inputs.x, inputs.filter)) return undefined;
    const info = depthwiseInfo(inputs.x.shape, inputs.filter.shape, attrs);
    if (!isDepthwise(info)) return undefined;
    return withActivation(backend, info.outChannels, inputs, attrs, (epilogue) =>
      compute(backend, inputs, info, epilogue),
    );
  },
);
