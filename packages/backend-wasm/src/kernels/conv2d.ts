import {
  backend_util,
  type Conv2DAttrs,
  type FusedConv2DAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { convolve, filterOf } from '../convolution/convolve';
import { type Epilogue, NO_EPILOGUE } from '../convolution/epilogue';
import { pictureOf } from '../convolution/picture-of';
import { allFloat, defineKernel } from './kernel';
import { type FusedInputs, withActivation } from './with-activation';

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

export const fusedConv2D = defineKernel<Operands & FusedInputs, FusedConv2DAttrs>(
  'FusedConv2D',
  ({ backend, inputs, attrs }) => {
    if (!allFloat(inputs.x, inputs.filter) || attrs.dataFormat !== 'NHWC') return undefined;
    const info = infoOf(inputs, attrs);
    return withActivation(backend, info.outChannels, inputs, attrs, (epilogue) =>
      compute(backend, inputs, info, epilogue),
    );
  },
);
