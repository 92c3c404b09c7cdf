import { ConfigError } from '@srkit/core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** A learned array: `Parameter` of `@srkit/models` is one, and so is `{ variable }`. */
export interface TrainableParameter {
  readonly variable: Variable;
}

/** Parameters with their names, as `module.namedParameters()` gives them. */
export type NamedParameters = Iterable<readonly [name: string, parameter: TrainableParameter]>;

/** Gradients by parameter name; a parameter without one is left alone. */
export type NamedGradients = ReadonlyMap<string, Tensor>;

/** The parameters by name, or a `ConfigError` for a name that comes twice. */
export const parameterMap = (
  owner: string,
  parameters: NamedParameters,
): ReadonlyMap<string, TrainableParameter> => {
  const map = new Map<string, TrainableParameter>();
  for (const [name, parameter] of parameters) {
    if (map.has(name)) {
      throw new ConfigError('E_CONFIG_DUPLICATE', `${owner}: the parameter '${name}' was given twice.`);
    }
    map.set(name, parameter);
  }
  return map;
};
