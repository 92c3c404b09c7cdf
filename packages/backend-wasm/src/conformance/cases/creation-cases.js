import { complex, floats, ints } from '../case-tensors';
import { SHAPES } from './shapes';
const RANGES = [
    [0, 5, 1],
    [5, 0, -1],
    [0, 1, 0.25],
    [3, 3, 1],
    [0, 5, -1],
    [-2.5, 2.5, 0.5],
];
const fills = () => SHAPES.flatMap((shape) => [
    ...[-0.1, 3, Number.NaN].flatMap((value) => ['float32', 'int32'].map((dtype) => ({ kernel: 'Fill', inputs: {}, attrs: { shape, value, dtype } }))),
    { kernel: 'Fill', inputs: {}, attrs: { shape, value: 1, dtype: 'bool' } },
    { kernel: 'Fill', inputs: {}, attrs: { shape, value: 7 } },
    { kernel: 'Fill', inputs: {}, attrs: { shape, value: 'text', dtype: 'string' } },
]);
const complexNumbers = () => SHAPES.filter((shape) => !shape.includes(0)).flatMap((shape) => [
    { kernel: 'Complex', inputs: { real: floats(shape, 1), imag: floats(shape, 2) } },
    { kernel: 'Real', inputs: { input: complex(shape) } },
    { kernel: 'Imag', inputs: { input: complex(shape) } },
    { kernel: 'ComplexAbs', inputs: { x: complex(shape) } },
    ...['Identity', 'ZerosLike', 'OnesLike'].map((kernel) => ({ kernel, inputs: { x: complex(shape) } })),
    ...['float32', 'complex64'].map((dtype) => ({
        kernel: 'Cast',
        inputs: { x: complex(shape) },
        attrs: { dtype },
    })),
]);
const transforms = () => ['FFT', 'IFFT'].flatMap((kernel) => [[1], [8], [5], [2, 4], [2, 3, 6]].map((shape) => ({
    kernel,
    inputs: { input: complex(shape) },
    relativeTo: 'largest',
})));
export const creationCases = () => [
    ...fills(),
    ...RANGES.flatMap(([start, stop, step]) => ['float32', 'int32'].map((dtype) => ({
        kernel: 'Range',
        inputs: {},
        attrs: { start, stop, step, dtype },
    }))),
    ...[1, 2, 5].map((num) => ({ kernel: 'LinSpace', inputs: {}, attrs: { start: -1, stop: 2, num } })),
    ...complexNumbers(),
    ...transforms(),
    ...[1, 3, 5].flatMap((terms) => SHAPES.flatMap((shape) => [floats, ints].map((make) => ({
        kernel: 'AddN',
        inputs: Array.from({ length: terms }, (_, i) => make(shape, i)),
        relativeTo: 'largest',
    })))),
    ...[false, true].map((normalized) => ({
        kernel: 'Multinomial',
        inputs: { logits: floats([2, 4], 1, [0.1, 0.3]) },
        attrs: { numSamples: 6, seed: 7, normalized },
    })),
];
