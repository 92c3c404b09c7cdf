import { ADAM_STEP, ADAM_STEPS, type AdamAttrs, type AdamInput } from '@srkit/core/contracts';
import { type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WebGpuBackend } from '../backend';
import { runElementwise } from './elementwise';
import { implementOp, type OpKernel } from './op-kernel';

type Inputs = Readonly<Record<AdamInput, TensorInfo>>;

const checkShapes = ({ parameter, ...others }: Inputs): void => {
  for (const { shape } of Object.values(others)) {
    util.assertShapesMatch(shape, parameter.shape, 'AdamStep: ');
  }
};

/** The new parameter and its new averages, of tensors of one shape. */
const update = (
  backend: WebGpuBackend,
  { parameter, gradient, expAvg, expAvgSq }: Inputs,
  { beta1, beta2, eps, weightDecay, correction, stepSize }: AdamAttrs,
): TensorInfo[] => {
  const outputs = [0, 1, 2].map(() => backend.output(parameter.shape));
  const [newParameter, newAvg, newAvgSq] = outputs as [TensorInfo, TensorInfo, TensorInfo];
  runElementwise(backend, {
    key: 'adam_step',
    outputs: { newParameter, newAvg, newAvgSq },
    inputs: { parameter, gradient, expAvg, expAvgSq },
    // The rests are rounded once, here.
    floats: { beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, eps, weightDecay, correction, stepSize },
    body: `
  var g = gradient[i];
  // A parameter that is infinite must not make its gradient NaN where nothing decays.
  if (uniforms.weightDecay != 0.0) { g += uniforms.weightDecay * parameter[i]; }
  let m = expAvg[i] * uniforms.beta1 + g * uniforms.rest1;
  let v = expAvgSq[i] * uniforms.beta2 + g * g * uniforms.rest2;
  newAvg[i] = m;
  newAvgSq[i] = v;
  newParameter[i] = parameter[i] - m / (sqrt(v) / uniforms.correction + uniforms.eps) * uniforms.stepSize;`,
  });
  return outputs;
};

/** In one dispatch. */
export const adamStep = implementOp(ADAM_STEP, ({ backend, inputs, attrs }) => {
  checkShapes(inputs);
  return update(backend, inputs, attrs);
});

const INPUTS = ['parameter', 'gradient', 'expAvg', 'expAvgSq'] as const satisfies AdamInput[];

/**
 * In one dispatch for all of them. A shader may bind eight buffers by WebGPU's defaults, and one parameter takes seven: they
 * are copied behind each other, updated as if they were one, and copied back, which costs less than to bind each.
 */
const steps: KernelFunc = (given) => {
  const backend = given.backend as WebGpuBackend;
  const attrs = given.attrs as object as AdamAttrs;
  const inputs = given.inputs as Readonly<Record<string, TensorInfo>>;
  const groups: Inputs[] = [];
  for (let i = 0; inputs[`parameter${i}`]; i++) {
    groups.push(Object.fromEntries(INPUTS.map((name) => [name, inputs[`${name}${i}`]!])) as Inputs);
  }
  for (const group of groups) checkShapes(group);
  if (groups.length === 1) return update(backend, groups[0]!, attrs);
  const sizes = groups.map(({ parameter }) => util.sizeFromShape(parameter.shape));
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const joined = Object.fromEntries(INPUTS.map((name) => [name, backend.output([total])])) as Inputs;
  backend.copy(
    INPUTS.flatMap((name) =>
      groups.map((group, i) => ({
        from: group[name],
        fromAt: 0,
        to: joined[name],
        toAt: starts[i]!,
        count: sizes[i]!,
      })),
    ),
  );
  const updated = update(backend, joined, attrs);
  const outputs = groups.map(({ parameter: { shape } }) => updated.map(() => backend.output(shape)));
  backend.copy(
    updated.flatMap((from, k) =>
      outputs.map((group, i) => ({ from, fromAt: starts[i]!, to: group[k]!, toAt: 0, count: sizes[i]! })),
    ),
  );
  for (const { dataId } of [...Object.values(joined), ...updated]) backend.disposeData(dataId);
  // The next ones find the same buffers.
  backend.flush();
  return outputs.flat();
};

export const adamSteps: OpKernel = { kernelName: ADAM_STEPS, kernelFunc: steps };
