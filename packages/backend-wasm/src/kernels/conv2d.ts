import {
  backend_util,
  type Conv2DAttrs,
  type FusedConv2DAttrs,
  getKernel,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { convolve, filterOf } from '../convolution/convolve';
import { type Epilogue, epilogueOf, NO_EPILOGUE } from '../convolution/epilogue';
import { pictureOf } from '../convolution/picture-of';
import { allFloat, BACKEND_NAME, defineKernel } from './kernel';

interface Operands {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
}

const infoOf = ({ x, filter }: Operands, attrs: Conv2DAttrs): backend_util.Conv2DInfo =>
  backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    attrs.strides,
    attrs.dilations,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    'channelsLast',
  );

const compute = (
  backend: SrkitWasmBackend,
  { x, filter }: Operands,
  info: backend_util.Conv2DInfo,
  epilogue: Epilogue,
): TensorInfo => {
  const from = pictureOf(backend, x);
  const weights = filterOf(backend, filter);
  const y = backend.output(info.outShape);
  if (util.sizeFromShape(y.info.shape) === 0) return y.info;
  convolve(backend, { x: from, y: pictureOf(backend, y.info), filter: weights, info, epilogue });
  return y.info;
};

export const conv2D = defineKernel<Operands, Conv2DAttrs>('Conv2D', ({ backend, inputs, attrs }) => {
  if (!allFloat(inputs.x, inputs.filter) || attrs.dataFormat !== 'NHWC') return undefined;
  return compute(backend, inputs, infoOf(inputs, attrs), NO_EPILOGUE);
});

/** tfjs's kernels of the activations that the convolution does not apply itself. */
const SEPARATE: Readonly<Record<string, string>> = { elu: 'Elu', sigmoid: 'Sigmoid' };

interface FusedOperands extends Operands {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

export const fusedConv2D = defineKernel<FusedOperands, FusedConv2DAttrs>(
  'FusedConv2D',
  ({ backend, inputs, attrs }) => {
    const { bias, preluActivationWeights } = inputs;
    if (!allFloat(inputs.x, inputs.filter) || attrs.dataFormat !== 'NHWC') return undefined;
    const info = infoOf(inputs, attrs);
    const { activation, leakyreluAlpha } = attrs;
    const separate = activation && Object.hasOwn(SEPARATE, activation) ? SEPARATE[activation] : undefined;
    const epilogue = epilogueOf(backend, {
      outChannels: info.outChannels,
      bias,
      activation: separate ? 'linear' : activation,
      leakyreluAlpha,
      preluActivationWeights,
    });
    if (!epilogue) return undefined;
    const y = compute(backend, inputs, info, epilogue);
    if (!separate) return y;
    const activated = getKernel(separate, BACKEND_NAME).kernelFunc({ inputs: { x: y }, backend });
    backend.disposeData(y.dataId);
    return activated;
  },
);
