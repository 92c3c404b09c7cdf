import { type ReverseAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { sliceBox } from '../../movement/slice-box';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';

export const reverse = defineKernel<{ x: TensorInfo }, ReverseAttrs>(
  'Reverse',
  ({ backend, inputs: { x }, attrs: { dims } }) => {
    const dtype = wordType(x);
    if (!dtype) return undefined;
    const turned = new Set(util.parseAxisParam(dims, x.shape));
    return sliceBox(backend, x, dtype, {
      begin: x.shape.map((side, axis) => (turned.has(axis) ? side - 1 : 0)),
      size: x.shape,
      steps: x.shape.map((_, axis) => (turned.has(axis) ? -1 : 1)),
    });
  },
);
