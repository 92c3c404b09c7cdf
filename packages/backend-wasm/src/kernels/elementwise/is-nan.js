import { allFloat, defineKernel } from '../kernel';
import { convert } from './convert';
export const isNan = defineKernel('IsNan', ({ backend, inputs: { x } }) => (allFloat(x) ? convert(backend, 'isNaNChunk', x, 'bool') : undefined));
