import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AxisTable } from '../../resample/axis-table';
import { resample } from '../../resample/resample';
import { allFloat, defineKernel } from '../kernel';

/** The kernel of `resample` in `@srkit/ops`, which knows its name: any map along the height and any along the width. */
export const srkitResample = defineKernel<
  { readonly x: TensorInfo },
  { readonly rows: AxisTable; readonly columns: AxisTable }
>('SrkitResample', ({ backend, inputs: { x }, attrs: { rows, columns } }) =>
  allFloat(x) ? resample(backend, x, rows, columns) : undefined,
);
