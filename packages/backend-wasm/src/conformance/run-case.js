import { complex, engine, imag, real, tensor, tidy } from '@tensorflow/tfjs-core';
const toTensor = ({ shape, dtype, values }) => {
    const sides = [...shape];
    if (dtype !== 'complex64')
        return tensor([...values], sides, dtype);
    const part = (offset) => tensor(values.filter((_, i) => i % 2 === offset), sides, 'float32');
    return complex(part(0), part(1));
};
const isList = (input) => Array.isArray(input);
const toInputs = (inputs) => Array.isArray(inputs)
    ? inputs.map(toTensor)
    : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [
        name,
        isList(input) ? input.map(toTensor) : toTensor(input),
    ]));
const read = (result) => {
    const { shape, dtype } = result;
    if (dtype !== 'complex64')
        return [{ shape, dtype, values: result.dataSync() }];
    return [real(result), imag(result)].map((part) => ({ shape, dtype, values: part.dataSync() }));
};
/** Runs a case on the current backend. */
export const runCase = ({ kernel, inputs, attrs = {} }) => {
    let outcome = [];
    try {
        tidy(() => {
            const results = engine().runKernel(kernel, toInputs(inputs), attrs);
            outcome = [results].flat().flatMap((result) => read(result));
        });
    }
    catch (error) {
        outcome = error instanceof Error ? error.message : String(error);
    }
    return outcome;
};
/** A case in a line: shapes and types instead of values. */
export const describeCase = ({ kernel, inputs, attrs }) => {
    const show = (_, value) => value !== null && typeof value === 'object' && 'dtype' in value && 'values' in value
        ? `${value.dtype}[${value.shape}]`
        : value;
    return `${kernel} ${JSON.stringify({ inputs, attrs }, show)}`;
};
