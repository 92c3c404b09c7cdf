import { complex, engine, imag, real, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { CaseTensor, ConformanceCase } from './conformance-case';

export interface CaseResult {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number | string>;
}

/** What a kernel gave, or its error's message. */
export type Outcome = readonly CaseResult[] | string;

const toTensor = ({ shape, dtype, values }: CaseTensor): Tensor => {
  const sides = [...shape];
  if (dtype !== 'complex64') return tensor([...values] as number[], sides, dtype);
  const part = (offset: number) =>
    tensor(
      (values as readonly number[]).filter((_, i) => i % 2 === offset),
      sides,
      'float32',
    );
  return complex(part(0), part(1));
};

const isList = (input: CaseTensor | readonly CaseTensor[]): input is readonly CaseTensor[] =>
  Array.isArray(input);

const toInputs = (inputs: ConformanceCase['inputs']): unknown =>
  Array.isArray(inputs)
    ? inputs.map(toTensor)
    : Object.fromEntries(
        Object.entries(inputs as Record<string, CaseTensor | readonly CaseTensor[]>).map(([name, input]) => [
          name,
          isList(input) ? input.map(toTensor) : toTensor(input),
        ]),
      );

const read = (result: Tensor): CaseResult[] => {
  const { shape, dtype } = result;
  if (dtype !== 'complex64') return [{ shape, dtype, values: result.dataSync() }];
  return [real(result), imag(result)].map((part) => ({ shape, dtype, values: part.dataSync() }));
};

type KernelArguments = Parameters<ReturnType<typeof engine>['runKernel']>;

/** Runs a case on the current backend. */
export const runCase = ({ kernel, inputs, attrs = {} }: ConformanceCase): Outcome => {
  let outcome: Outcome = [];
  try {
    tidy(() => {
      const results = engine().runKernel(
        kernel,
        toInputs(inputs) as KernelArguments[1],
        attrs as KernelArguments[2],
      );
      outcome = [results].flat().flatMap((result) => read(result as Tensor));
    });
  } catch (error) {
    outcome = error instanceof Error ? error.message : String(error);
  }
  return outcome;
};

/** A case in a line: shapes and types instead of values. */
export const describeCase = ({ kernel, inputs, attrs }: ConformanceCase): string => {
  const show = (_: string, value: unknown) =>
    value !== null && typeof value === 'object' && 'dtype' in value && 'values' in value
      ? `${(value as CaseTensor).dtype}[${(value as CaseTensor).shape}]`
      : value;
  return `${kernel} ${JSON.stringify({ inputs, attrs }, show)}`;
};
