import type { TensorInfo } from '@tensorflow/tfjs-core';
import { allFloat, defineKernel } from '../kernel';
import { convert } from './convert';

export const isNan = defineKernel<{ readonly x: TensorInfo }, object>(
  'IsNan',
  ({ backend, inputs: { x } }) => (allFloat(x) ? convert(backend, 'isNaNChunk', x, 'bool') : undefined),
);
