import { ConfigError } from '@srkit/core';
import type { OpContract, Shape } from '@srkit/core/contracts';
import {
  type Attribute,
  type DataType,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';

export const BACKEND_NAME = 'srkit-wasm';

export interface KernelCall<Inputs, Attrs> {
  readonly backend: SrkitWasmBackend;
  readonly inputs: Inputs;
  readonly attrs: Attrs;
}

/**
 * A stock kernel of ours. It returns undefined for what it does not take (another dtype, a rare option): tfjs's cpu kernel
 * of the same name then does it.
 */
export const defineKernel = <Inputs, Attrs>(
  kernelName: string,
  compute: (call: KernelCall<Inputs, Attrs>) => TensorInfo | TensorInfo[] | undefined,
): KernelConfig => ({
  kernelName,
  backendName: BACKEND_NAME,
  kernelFunc: (params: Parameters<KernelFunc>[0]) => {
    const backend = params.backend as SrkitWasmBackend;
    const computed = backend.attempt(() =>
      compute({
        backend,
        inputs: params.inputs as Inputs,
        attrs: (params.attrs ?? {}) as NamedAttrMap & Record<string, Attribute> as Attrs,
      }),
    );
    if (computed) return computed;
    const floor = getKernel(kernelName, 'cpu');
    if (!floor) throw new Error(`tfjs's cpu backend has no kernel '${kernelName}'`);
    return floor.kernelFunc(params);
  },
});

/** A call of an op of ours. */
export interface OpCall<Input extends string, Attrs>
  extends KernelCall<Readonly<Record<Input, TensorInfo>>, Attrs> {
  /** Of the result, as the contract says. */
  readonly outputShape: number[];
}

/**
 * The kernel of an op of ours.
 *
 * @throws ConfigError `E_CONFIG_DTYPE` for an input of another type than `dtypes`.
 */
export const implementOp = <Input extends string, Attrs extends object>(
  { kernelName, inputs: names, outputShape }: OpContract<Input, Attrs>,
  compute: (call: OpCall<Input, Attrs>) => TensorInfo | TensorInfo[],
  dtypes: readonly DataType[] = ['float32'],
): KernelConfig =>
  defineKernel<Readonly<Record<Input, TensorInfo>>, Attrs>(kernelName, ({ backend, inputs, attrs }) => {
    for (const name of names) {
      const { dtype } = inputs[name];
      if (dtypes.includes(dtype)) continue;
      throw new ConfigError(
        'E_CONFIG_DTYPE',
        `${kernelName}: ${name} is ${dtype}, expected ${dtypes.join(' or ')}; cast it first.`,
      );
    }
    const shapes = Object.fromEntries(names.map((name) => [name, inputs[name].shape])) as unknown as Record<
      Input,
      Shape
    >;
    return compute({ backend, inputs, attrs, outputShape: outputShape(shapes, attrs) });
  });

/** Whether all tensors are float32. */
export const allFloat = (...infos: readonly (TensorInfo | undefined)[]): boolean =>
  infos.every((info) => info === undefined || info.dtype === 'float32');
