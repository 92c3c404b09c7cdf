import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { add, mul, tidy } from '@tensorflow/tfjs-core';
import { type NamedParameters, parameterMap, type TrainableParameter } from './named-parameters';

export interface EmaOptions {
  /** Share of the average that stays at an update, in [0, 1]. Default 0.999, Real-ESRGAN's. */
  readonly decay?: number;
  /**
   * Whether the average starts as a copy of the network. Default true; `false` after `params_ema` of a checkpoint was
   * loaded into the averaged network.
   */
  readonly copy?: boolean;
}

/**
 * Exponential moving average of a network's parameters, held by a second network of the same kind: Real-ESRGAN's
 * `net_g_ema`, which is validated and saved as `params_ema`. Parameters only, no buffers.
 */
export class Ema {
  readonly #pairs: readonly (readonly [from: TrainableParameter, to: TrainableParameter])[];
  readonly #decay: number;

  /**
   * @param network `network.namedParameters()` of what is trained.
   * @param average The same of the network that holds the average.
   * @throws ConfigError for a decay out of its range or names that differ; ShapeError for shapes that differ.
   */
  constructor(network: NamedParameters, average: NamedParameters, options: EmaOptions = {}) {
    refuseUnknownKeys('Ema', options, ['decay', 'copy']);
    const { decay = 0.999, copy = true } = options;
    if (!(decay >= 0 && decay <= 1)) {
      throw new ConfigError('E_CONFIG_RANGE', `Ema: decay is ${decay}, expected a number in [0, 1].`);
    }
    const [from, to] = [parameterMap('Ema', network), parameterMap('Ema', average)];
    const single = [...from.keys(), ...to.keys()].find((name) => !(from.has(name) && to.has(name)));
    if (single !== undefined) {
      throw new ConfigError(
        'E_CONFIG_NAME',
        `Ema: only one of the two networks has '${single}'; make both with the same options.`,
      );
    }
    this.#pairs = [...from].map(([name, parameter]) => [parameter, to.get(name) as TrainableParameter]);
    for (const [name, { variable }] of from) {
      const other = (to.get(name) as TrainableParameter).variable;
      if (variable.shape.join() === other.shape.join()) continue;
      throw new ShapeError(
        'E_SHAPE_PARAMETER',
        `Ema: '${name}' is [${variable.shape}] and [${other.shape}].`,
      );
    }
    this.#decay = decay;
    if (copy) this.copy();
  }

  /** Sets the average to the network's parameters. */
  copy(): void {
    for (const [from, to] of this.#pairs) tidy(() => to.variable.assign(from.variable.clone()));
  }

  /** After every iteration: `average = decay average + (1 - decay) parameter`. */
  update(): void {
    for (const [from, to] of this.#pairs) {
      tidy(() => to.variable.assign(add(mul(to.variable, this.#decay), mul(from.variable, 1 - this.#decay))));
    }
  }
}
