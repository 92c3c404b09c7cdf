import { ConfigError } from '@srkit/core';
import type { OpContract, Shape } from '@srkit/core/contracts';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGpuBackend } from '../backend';

/** A kernel of ours under its name in tfjs's registry. */
export interface OpKernel {
  readonly kernelName: string;
  readonly kernelFunc: KernelFunc;
}

/** A call of an op of ours. */
export interface OpCall<Input extends string, Attrs> {
  readonly backend: WebGpuBackend;
  readonly inputs: Readonly<Record<Input, TensorInfo>>;
  readonly shapes: Readonly<Record<Input, Shape>>;
  readonly attrs: Attrs;
  /** Of the result, as the contract says. */
  readonly outputShape: number[];
}

/**
 * The kernel of an op of ours.
 *
 * @throws ConfigError `E_CONFIG_DTYPE` for an input that is not float32.
 */
export const implementOp = <Input extends string, Attrs extends object>(
  { kernelName, inputs: names, outputShape }: OpContract<Input, Attrs>,
  compute: (call: OpCall<Input, Attrs>) => TensorInfo | TensorInfo[],
): OpKernel => ({
  kernelName,
  kernelFunc: (given) => {
    const inputs = given.inputs as Readonly<Record<Input, TensorInfo>>;
    const attrs = (given.attrs ?? {}) as object as Attrs;
    for (const name of names) {
      const { dtype } = inputs[name];
      if (dtype === 'float32') continue;
      throw new ConfigError(
        'E_CONFIG_DTYPE',
        `${kernelName}: ${name} is ${dtype}, expected float32; cast it first.`,
      );
    }
    const shapes = Object.fromEntries(names.map((name) => [name, inputs[name].shape])) as unknown as Record<
      Input,
      Shape
    >;
    const backend = given.backend as WebGpuBackend;
    return compute({ backend, inputs, shapes, attrs, outputShape: outputShape(shapes, attrs) });
  },
});
