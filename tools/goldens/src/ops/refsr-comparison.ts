import type { Module } from '@srkit/nn';
import {
  engine,
  mul,
  stridedSlice,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { type Comparison, compare, type Tolerance } from '../compare';
import type { GoldenCase } from '../golden-case';
import { refsrInput } from '../hash-refsr';
import { compareNhwc } from '../nhwc';

/** The case's tolerance for one output: `per_output` replaces `abs`. */
export const toleranceOf = (golden: GoldenCase, name: string): Tolerance => {
  const tolerance = golden.file.tolerance as Tolerance & { per_output?: Record<string, number> };
  const abs = tolerance.per_output?.[name] ?? tolerance.abs ?? 0;
  return { ...tolerance, abs };
};

/** Which channels are stored: of `grad_relu3_1_every16ch` every 16th; where nothing says, as many as there are. */
const strideOf = (golden: GoldenCase, name: string, { shape }: Tensor4D): number => {
  const said = /_every(\d+)ch$/.exec(name)?.[1];
  return said ? Number(said) : Math.round(shape[3] / (golden.tensor(name).shape[1] as number));
};

/** Compares an NHWC tensor with what is stored as `name`: every `stride`-th of its channels. */
export const compareChannels = async (
  golden: GoldenCase,
  name: string,
  actual: Tensor4D,
  stride = strideOf(golden, name, actual),
): Promise<Comparison> => {
  const thinned = stridedSlice(actual, [0, 0, 0, 0], actual.shape, [1, 1, 1, stride]) as Tensor4D;
  const result = await compareNhwc(golden, name, thinned, toleranceOf(golden, name));
  thinned.dispose();
  return result;
};

export interface GradientRun {
  readonly modules: readonly Module[];
  /** Stored name of each input's gradient, and the input. */
  readonly inputs: readonly (readonly [name: string, input: Tensor4D])[];
  readonly forward: () => Tensor4D;
}

/** The case's gradients of sum(output * R) for the given inputs and for the modules' parameters. */
export const compareGradients = async (
  golden: GoldenCase,
  { modules, inputs, forward }: GradientRun,
): Promise<Comparison[]> => {
  const parameters = modules.flatMap((module) => [...module.namedParameters()]);
  const variables: Variable[] = parameters.map(([, parameter]) => parameter.variable);
  const weights = refsrInput(golden, 'R');
  const { value, grads } = engine().gradients<Tensor>(
    () => tidy(() => sum(mul(forward(), weights))),
    [...inputs.map(([, input]) => input), ...variables],
  );
  const comparisons: Comparison[] = [];
  const wanted = new Set(golden.outputNames);
  for (const [i, [name]] of inputs.entries()) {
    if (wanted.has(name)) comparisons.push(await compareChannels(golden, name, grads[i] as Tensor4D));
  }
  for (const [i, [path, parameter]] of parameters.entries()) {
    const name = `grad.${path}`;
    if (!wanted.has(name)) continue;
    const values = await parameter.toOfficial(grads[inputs.length + i] as Tensor);
    comparisons.push(
      compare(name, { shape: parameter.shape, values }, golden.tensor(name), toleranceOf(golden, name)),
    );
  }
  for (const tensor of [weights, value, ...grads]) tensor?.dispose();
  return comparisons;
};

/** Loads `param.*` of the case into a module. */
export const loadStored = (golden: GoldenCase, module: Module): void => {
  const state = new Map(
    golden.expand('param.*').map((key) => {
      const name = key.slice('param.'.length);
      return [
        name,
        { name, dtype: 'F32', shape: golden.tensor(key).shape, data: golden.floats(key) } as const,
      ];
    }),
  );
  module.loadStateDict(state);
};
