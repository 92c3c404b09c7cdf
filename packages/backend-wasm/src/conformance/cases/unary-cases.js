import { SPECIAL_NUMBERS } from '../../testing/special-numbers';
import { floats, given, NUMERIC } from '../case-tensors';
import { SHAPES } from './shapes';
const KERNELS = [
    ...['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Ceil', 'Cos', 'Cosh', 'Elu', 'Erf'],
    ...['Exp', 'Expm1', 'Floor', 'IsFinite', 'IsInf', 'IsNan', 'Log', 'Log1p', 'LogicalNot', 'Neg'],
    ...['Reciprocal', 'Relu', 'Relu6', 'Round', 'Rsqrt', 'Selu', 'Sigmoid', 'Sign', 'Sin', 'Sinh'],
    ...['Softplus', 'Sqrt', 'Square', 'Tan', 'Tanh', 'Identity', 'OnesLike', 'ZerosLike'],
];
/** Kernels with numbers of their own. */
const WITH_ATTRS = [
    ['LeakyRelu', { alpha: 0.2 }],
    ['LeakyRelu', { alpha: -1.5 }],
    ['Step', { alpha: 0 }],
    ['Step', { alpha: 0.25 }],
    ['ClipByValue', { clipValueMin: -1, clipValueMax: 1.25 }],
    ['ClipByValue', { clipValueMin: 0, clipValueMax: 0 }],
    ...['float32', 'int32', 'bool', 'complex64'].map((dtype) => ['Cast', { dtype }]),
];
const operands = [
    ...SHAPES.flatMap((shape) => NUMERIC.map((make) => make(shape))),
    floats([19], 2, [0.25, 4]),
    floats([19], 3, [-0.99, 0.99]),
    floats([19], 4, [-80, 80]),
    given('float32', [SPECIAL_NUMBERS.length], SPECIAL_NUMBERS),
];
export const unaryCases = () => [...KERNELS.map((kernel) => [kernel, {}]), ...WITH_ATTRS].flatMap(([kernel, attrs]) => operands.map((x) => ({ kernel, inputs: { x }, attrs })));
