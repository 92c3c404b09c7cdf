import { ConfigError } from '@srkit/core';
import { freedOnTheWay } from '@srkit/nn';
import { engine, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { type NamedParameters, parameterMap } from './named-parameters';
import { withTape } from './tfjs-4.22/with-tape';

export interface ParameterGradients {
  readonly value: Scalar;
  /** In the variables' own shapes. A parameter that the value does not depend on is absent. */
  readonly grads: ReadonlyMap<string, Tensor>;
}

/** tfjs-core alone knows no gradients, and says so by the name of a kernel. */
const recorded = <T>(run: () => T): T => {
  try {
    return run();
  } catch (cause) {
    const [, kernel] = /gradient function not found for (\w+)/.exec(String(cause)) ?? [];
    if (!kernel) throw cause;
    throw new ConfigError(
      'E_CONFIG_GRADIENTS',
      `TensorFlow.js has no gradient of ${kernel} registered. Import '@tensorflow/tfjs', or '@tensorflow/tfjs-core/dist/register_all_gradients', once before training.`,
      { cause },
    );
  }
};

/**
 * A scalar and its gradients for the given parameters; `tf.variableGrads` with the parameters' own names. All other
 * variables count as constants, so freezing a network means not naming its parameters. The caller disposes of
 * `value` and of every gradient.
 *
 * @param loss Computes the scalar; what else it should hand out it must `tf.keep`.
 * @throws ConfigError when a name comes twice, or tfjs's gradients are not registered.
 */
export const parameterGradients = (parameters: NamedParameters, loss: () => Scalar): ParameterGradients => {
  const byName = parameterMap('parameterGradients', parameters);
  const variables = [...byName.values()].map(({ variable }) => variable);
  const { value, grads } = withTape(() =>
    recorded(() => engine().gradients(freedOnTheWay(loss), variables, undefined, true)),
  );
  const found = new Map<string, Tensor>();
  for (const [i, name] of [...byName.keys()].entries()) {
    // tfjs types the list as complete, but leaves holes where nothing leads from a variable to the value.
    const gradient = grads[i] as Tensor | undefined;
    if (gradient) found.set(name, gradient);
  }
  return { value, grads: found };
};
