import type { StateDict } from '@srkit/checkpoints';
import { type Module, RRDBNet, SRVGGNetCompact } from '@srkit/models';
import { engine, mean, mul, type Tensor, type Tensor4D, type Variable } from '@tensorflow/tfjs-core';
import { type Comparison, compare } from '../compare';
import type { GoldenCase } from '../golden-case';
import { type HashOptions, hashWeights } from '../hash-weights';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { failure, type RunOp } from '../run-op';

interface Network extends Module {
  forward(x: Tensor4D): Tensor4D;
}

/** The option names of the official code are ours in snake case. */
const camelCase = (config: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

const NETWORKS: Readonly<Record<string, (config: Record<string, unknown>) => Network>> = {
  RRDBNet: (config) => new RRDBNet(config, { deferred: true }),
  SRVGGNetCompact: (config) => new SRVGGNetCompact(config, { deferred: true }),
};

interface HashParams extends HashOptions {
  readonly prelu: readonly string[];
  readonly state: readonly (readonly [string, readonly number[]])[];
}

/** The case's weights: hashed, stored under `param.*`, or hashed with the stored ones on top. */
export const caseStateDict = (golden: GoldenCase): StateDict => {
  const state: StateDict = new Map();
  const hash = golden.file.params['hash'] as HashParams | undefined;
  for (const [name, shape] of hash?.state ?? []) {
    const data = hashWeights(name, shape, hash!.prelu.includes(name), hash!);
    state.set(name, { name, dtype: 'F32', shape, data });
  }
  for (const key of golden.expand('param.*')) {
    const name = key.slice('param.'.length);
    state.set(name, { name, dtype: 'F32', shape: golden.tensor(key).shape, data: golden.floats(key) });
  }
  return state;
};

const compareOutput = (golden: GoldenCase, name: string, actual: Tensor): Promise<Comparison> => {
  const tolerance = name.startsWith('grad.') ? golden.file.grad_tolerance : undefined;
  return compareNhwc(golden, name, actual as Tensor4D, tolerance);
};

/** `arch_forward`: a network's output, and the gradients of mean(output * R) for its input and parameters. */
export const archForward: RunOp = async ({ golden }) => {
  const { arch, config, mode } = golden.file.params as {
    arch: string;
    config: Record<string, unknown>;
    mode?: string;
  };
  const create = NETWORKS[arch];
  if (!create) return [failure(arch, `network '${arch}' is not implemented`)];
  if (mode !== undefined && mode !== 'eval')
    return [failure(arch, `mode '${mode}' is not implemented for ${arch}`)];
  const network = create(camelCase(config));
  const tensors: Tensor[] = [];
  try {
    network.loadStateDict(caseStateDict(golden));
    const x = nhwcTensor(golden, 'x');
    const output = network.forward(x);
    tensors.push(x, output);
    const names = golden.outputNames;
    const comparisons = [await compareOutput(golden, 'output', output)];
    const wanted = names.filter((name) => name.startsWith('grad.'));
    if (wanted.length > 0) {
      const weights = nhwcTensor(golden, 'R');
      const parameters = [...network.namedParameters()];
      const variables: Variable[] = parameters.map(([, parameter]) => parameter.variable);
      const { value, grads } = engine().gradients<Tensor>(
        () => mean(mul(network.forward(x), weights)),
        [x, ...variables],
      );
      tensors.push(weights, value, ...grads);
      for (const name of wanted) {
        if (name === 'grad.input') {
          comparisons.push(await compareOutput(golden, name, grads[0]!));
          continue;
        }
        const index = parameters.findIndex(([path]) => `grad.param.${path}` === name);
        const [, parameter] = parameters[index] ?? [];
        if (!parameter) {
          comparisons.push(failure(name, `${name} names no parameter of ${arch}`));
          continue;
        }
        const values = await parameter.toOfficial(grads[index + 1]!);
        const tolerance = golden.file.grad_tolerance ?? golden.file.tolerance;
        comparisons.push(compare(name, { shape: parameter.shape, values }, golden.tensor(name), tolerance));
      }
    }
    const compared = new Set(comparisons.map(({ name }) => name));
    for (const name of names)
      if (!compared.has(name)) comparisons.push(failure(name, `${name} was not computed`));
    return comparisons;
  } finally {
    for (const tensor of tensors) tensor.dispose();
    network.dispose();
  }
};
