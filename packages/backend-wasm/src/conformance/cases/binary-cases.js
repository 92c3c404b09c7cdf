import { bools, complex, floats, given, ints, NUMERIC, scalar } from '../case-tensors';
import { PAIRS } from './shapes';
const KERNELS = [
    ...['Add', 'Atan2', 'Equal', 'FloorDiv', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Maximum'],
    ...['Minimum', 'Mod', 'Multiply', 'NotEqual', 'Pow', 'RealDiv', 'SquaredDifference', 'Sub'],
];
const WITH_COMPLEX = ['Add', 'Sub', 'Multiply'];
const LOGICAL = ['LogicalAnd', 'LogicalOr'];
/** Each meets each. */
const CORNERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e-40, 3e38, -1, 2];
const column = given('float32', [CORNERS.length, 1], CORNERS);
const row = given('float32', [CORNERS.length], CORNERS);
export const binaryCases = () => [
    ...[...KERNELS, ...LOGICAL].flatMap((kernel) => [
        ...PAIRS.flatMap(([a, b]) => NUMERIC.map((make) => ({ kernel, inputs: { a: make(a, 1), b: make(b, 2) } }))),
        { kernel, inputs: { a: column, b: row } },
        // Shapes that do not fit each other.
        { kernel, inputs: { a: floats([2, 3]), b: floats([2]) } },
        { kernel, inputs: { a: floats([4], 3, [0.1, 4]), b: ints([4], 4) } },
        { kernel, inputs: { a: ints([4], 3), b: bools([4], 4) } },
    ]),
    ...WITH_COMPLEX.flatMap((kernel) => PAIRS.map(([a, b]) => ({ kernel, inputs: { a: complex(a, 1), b: complex(b, 2) } }))),
    ...PAIRS.flatMap(([a, b]) => [
        { kernel: 'BitwiseAnd', inputs: { a: ints(a, 1, [0, 64]), b: ints(b, 2, [0, 64]) } },
        { kernel: 'Prelu', inputs: { x: floats(a, 1), alpha: floats(b, 2) } },
        { kernel: 'Prelu', inputs: { x: ints(a, 1), alpha: floats(b, 2) } },
        { kernel: 'Pow', inputs: { a: floats(a, 1, [0.1, 3]), b: floats(b, 2) } },
        {
            kernel: 'BroadcastArgs',
            inputs: { s0: given('int32', [a.length], a), s1: given('int32', [b.length], b) },
        },
    ]),
    ...[-1, 0, 0.5, 1, 2, 3].map((power) => ({ kernel: 'Pow', inputs: { a: floats([9]), b: scalar(power) } })),
];
