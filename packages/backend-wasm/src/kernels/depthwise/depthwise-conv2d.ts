import {
  type backend_util,
  type DepthwiseConv2dNativeAttrs,
  type FusedDepthwiseConv2DAttrs,
  getKernel,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../../backend';
import { type Epilogue, epilogueOf, NO_EPILOGUE } from '../../convolution/epilogue';
import { convolveDepthwise } from '../../depthwise/convolve-depthwise';
import { depthwiseInfo, forwardShape, isDepthwise } from '../../depthwise/depthwise-shape';
import { allFloat, BACKEND_NAME, defineKernel } from '../kernel';

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

/** tfjs's kernels of the activations that the convolution does not apply itself. */
const SEPARATE: Readonly<Record<string, string>> = { elu: 'Elu', sigmoid: 'Sigmoid' };

interface FusedOperands extends Operands {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

export const fusedDepthwiseConv2d = defineKernel<FusedOperands, FusedDepthwiseConv2DAttrs>(
  'FusedDepthwiseConv2D',
  ({ backend, inputs, attrs }) => {
    const { bias, preluActivationWeights } = inputs;
    if (!allFloat(inputs.x, inputs.filter)) return undefined;
    const info = depthwiseInfo(inputs.x.shape, inputs.filter.shape, attrs);
    const { activation, leakyreluAlpha } = attrs;
    const separate = activation && Object.hasOwn(SEPARATE, activation) ? SEPARATE[activation] : undefined;
    const epilogue = epilogueOf(backend, {
      outChannels: info.outChannels,
      bias,
      activation: separate ? 'linear' : activation,
      leakyreluAlpha,
      preluActivationWeights,
    });
    if (!epilogue || !isDepthwise(info)) return undefined;
    const y = compute(backend, inputs, info, epilogue);
    if (!separate) return y;
    const activated = getKernel(separate, BACKEND_NAME).kernelFunc({ inputs: { x: y }, backend });
    backend.disposeData(y.dataId);
    return activated;
  },
);
