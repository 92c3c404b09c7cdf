import { engine, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Module } from '../module';
import type { Parameter } from '../parameter';

/** Slope along a direction, twice: by the recorded gradient, and by a central difference. For tests. */
export interface Slopes {
  readonly name: string;
  readonly gradient: number;
  readonly difference: number;
}

const moved = (parameter: Parameter, values: Float32Array, direction: Float32Array, step: number): void =>
  parameter.load(values.map((v, i) => v + step * direction[i]!));

/**
 * The slope of `loss` along each parameter's own gradient, scaled so that no value moves by more than `step`.
 * Parameters end as they began; what else `loss` changes stays changed.
 */
export const slopes = async (module: Module, loss: () => Scalar, step = 1e-2): Promise<Slopes[]> => {
  const parameters = [...module.namedParameters()];
  const { value, grads } = engine().gradients<Tensor>(
    loss,
    parameters.map(([, parameter]) => parameter.variable),
  );
  value.dispose();
  const found: Slopes[] = [];
  for (const [index, [name, parameter]] of parameters.entries()) {
    const gradient = await parameter.toOfficial(grads[index] as Tensor);
    const values = (await parameter.read()).slice();
    const largest = gradient.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
    const direction = gradient.map((v) => v / largest);
    const at = (signed: number): number => {
      moved(parameter, values, direction, signed);
      return tidy(() => loss().dataSync()[0]) as number;
    };
    const difference = (at(step) - at(-step)) / (2 * step);
    parameter.load(values);
    found.push({ name, gradient: gradient.reduce((sum, v, i) => sum + v * direction[i]!, 0), difference });
  }
  for (const gradient of grads) gradient.dispose();
  return found;
};
