import { RESAMPLE } from '@srkit/core/contracts';
import { resample } from '../../resample/resample';
import { implementOp } from '../kernel';
export const srkitResample = implementOp(RESAMPLE, ({ backend, inputs: { x }, attrs: { rows, columns } }) => resample(backend, x, rows, columns));
