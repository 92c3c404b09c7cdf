import { ConfigError, ShapeError } from '@srkit/core';
import { tidyRecord } from '@srkit/nn';
import { keep, type Tensor, type Variable, zerosLike } from '@tensorflow/tfjs-core';
import { type AdamOptions, checkedAdamOptions } from './adam-options';
import { adamUpdates, elementsAtOnce } from './adam-update';
import {
  type NamedGradients,
  type NamedParameters,
  parameterMap,
  type TrainableParameter,
} from './named-parameters';

/** Parameters that share their options; `parameters` as `module.namedParameters()` gives them. */
export interface AdamGroup extends AdamOptions {
  readonly parameters: NamedParameters;
}

/** The averages of one parameter, in its variable's shape. */
export interface AdamMoments {
  /** Updates so far. */
  readonly step: number;
  /** Average of the gradients, torch's `exp_avg`. */
  readonly expAvg: Tensor;
  /** Average of their squares, torch's `exp_avg_sq`. */
  readonly expAvgSq: Tensor;
}

/** Moments by parameter name; a parameter that was never updated is absent. */
export type AdamState = ReadonlyMap<string, AdamMoments>;

interface Group {
  readonly options: Required<AdamOptions>;
  readonly parameters: ReadonlyMap<string, TrainableParameter>;
  lr: number;
}

/** A parameter that is to be updated. */
interface Due {
  readonly name: string;
  readonly variable: Variable;
  readonly gradient: Tensor;
  readonly before: AdamMoments | undefined;
  /** Of this update, from 1 on. */
  readonly step: number;
}

/** Parameters that are updated at once: of the same step, and so many elements, or one. */
const batchesOf = (due: readonly Due[], elements: number): Due[][] => {
  const batches: Due[][] = [];
  let size = 0;
  for (const one of due) {
    const batch = batches.at(-1);
    size += one.gradient.size;
    if (batch && batch[0]!.step === one.step && size <= elements) batch.push(one);
    else {
      batches.push([one]);
      size = one.gradient.size;
    }
  }
  return batches;
};

/**
 * Adam (Kingma & Ba 2015) as `torch.optim.Adam` computes it:
 * `p -= lr / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)`.
 *
 * How `tf.train.adam` differs: eps is added at the same place, but is 1e-7 by default (1e-4 on some devices) where torch
 * has 1e-8, which shortens the steps of a gradient of 1e-6 by 8 %; `1 - b^t` is computed in float32, which with eps 1e-8
 * still changes steps by a relative 1e-5 for b2 = 0.999 (measured). It knows neither groups nor weight decay.
 *
 * Each parameter is updated by itself and counts its own steps, as in torch: one without a gradient is not touched.
 */
export class Adam {
  readonly #groups: readonly Group[];
  readonly #moments = new Map<string, AdamMoments>();

  /**
   * @param groups One or several, whose order is that of the learning rates.
   * @throws ConfigError for an option out of its range, or a parameter name that comes twice.
   */
  constructor(groups: AdamGroup | readonly AdamGroup[]) {
    const list = Array.isArray(groups) ? (groups as readonly AdamGroup[]) : [groups as AdamGroup];
    this.#groups = list.map(({ parameters, ...options }) => {
      const checked = checkedAdamOptions(options);
      return { options: checked, parameters: parameterMap('Adam', parameters), lr: checked.lr };
    });
    parameterMap(
      'Adam',
      this.#groups.flatMap(({ parameters }) => [...parameters]),
    );
  }

  /** The learning rates in force, one for each group. */
  get learningRates(): number[] {
    return this.#groups.map(({ lr }) => lr);
  }

  /** @throws ConfigError when there is not one finite rate of at least 0 for each group. */
  set learningRates(rates: readonly number[]) {
    if (rates.length !== this.#groups.length || rates.some((lr) => !(lr >= 0 && Number.isFinite(lr)))) {
      throw new ConfigError(
        'E_CONFIG_RANGE',
        `Adam: learningRates is [${rates}], expected ${this.#groups.length} finite numbers of at least 0, one for each group.`,
      );
    }
    for (const [i, group] of this.#groups.entries()) group.lr = rates[i] as number;
  }

  /** The learning rates that the groups were made with, from which schedules start. */
  get initialLearningRates(): number[] {
    return this.#groups.map(({ options }) => options.lr);
  }

  /**
   * Updates every parameter that has a gradient. The gradients stay the caller's.
   *
   * @param gradients By parameter name, in the variables' shapes.
   * @throws ConfigError for a name that is no parameter of the optimiser; ShapeError for a gradient of another shape.
   *   Nothing is changed when it throws.
   */
  step(gradients: NamedGradients): void {
    this.#check(gradients);
    for (const { parameters, options, lr } of this.#groups) {
      const due = [...parameters].flatMap(([name, { variable }]): Due[] => {
        const gradient = gradients.get(name);
        const before = this.#moments.get(name);
        return gradient ? [{ name, variable, gradient, before, step: (before?.step ?? 0) + 1 }] : [];
      });
      for (const batch of batchesOf(due, elementsAtOnce())) this.#update(batch, lr, options);
    }
  }

  #check(tensors: ReadonlyMap<string, Tensor>): void {
    for (const [name, { shape }] of tensors) {
      const parameter = this.#groups.map(({ parameters }) => parameters.get(name)).find((found) => found);
      if (!parameter)
        throw new ConfigError('E_CONFIG_NAME', `Adam: '${name}' is no parameter of this optimiser.`);
      if (parameter.variable.shape.join() !== shape.join()) {
        throw new ShapeError(
          'E_SHAPE_PARAMETER',
          `Adam: what was given for '${name}' is [${shape}], the variable is [${parameter.variable.shape}].`,
        );
      }
    }
  }

  #update(
    batch: readonly Due[],
    lr: number,
    { betas: [beta1, beta2], eps, weightDecay }: Required<AdamOptions>,
  ): void {
    const { step } = batch[0]!;
    const after = tidyRecord(() => {
      const updates = adamUpdates(
        batch.map(({ variable, gradient, before }) => ({
          parameter: variable,
          gradient,
          expAvg: before?.expAvg ?? zerosLike(gradient),
          expAvgSq: before?.expAvgSq ?? zerosLike(gradient),
        })),
        {
          beta1,
          beta2,
          eps,
          weightDecay,
          correction: Math.sqrt(1 - beta2 ** step),
          stepSize: lr / (1 - beta1 ** step),
        },
      );
      return updates.map(({ parameter, expAvg, expAvgSq }, i) => {
        batch[i]!.variable.assign(parameter);
        return { expAvg: keep(expAvg), expAvgSq: keep(expAvgSq) };
      });
    });
    for (const [i, { name, before }] of batch.entries()) {
      before?.expAvg.dispose();
      before?.expAvgSq.dispose();
      this.#moments.set(name, { step, ...after[i]! });
    }
  }

  /**
   * The moments, as copies that the caller disposes of; later steps do not change them. Learning rates are not
   * part of it, because schedules give them for any iteration.
   */
  state(): AdamState {
    const copies = new Map<string, AdamMoments>();
    for (const [name, { step, expAvg, expAvgSq }] of this.#moments) {
      copies.set(name, { step, expAvg: expAvg.clone(), expAvgSq: expAvgSq.clone() });
    }
    return copies;
  }

  /**
   * Goes on from a state, of which copies are taken. A parameter that the state does not name starts anew.
   *
   * @throws ConfigError for a name that is no parameter of the optimiser or a step that is no integer from 1 on;
   *   ShapeError for moments of another shape. Nothing is changed when it throws.
   */
  loadState(state: AdamState): void {
    for (const [name, { step, expAvg, expAvgSq }] of state) {
      this.#check(new Map([[name, expAvg]]));
      this.#check(new Map([[name, expAvgSq]]));
      if (!Number.isInteger(step) || step < 1) {
        throw new ConfigError(
          'E_CONFIG_RANGE',
          `Adam: step of '${name}' is ${step}, expected an integer from 1 on.`,
        );
      }
    }
    const copies = [...state].map(([name, { step, expAvg, expAvgSq }]): [string, AdamMoments] => [
      name,
      { step, expAvg: keep(expAvg.clone()), expAvgSq: keep(expAvgSq.clone()) },
    ]);
    this.dispose();
    for (const [name, moments] of copies) this.#moments.set(name, moments);
  }

  /** Frees the moments, not the parameters. The optimiser can be used again and then starts anew. */
  dispose(): void {
    for (const { expAvg, expAvgSq } of this.#moments.values()) {
      expAvg.dispose();
      expAvgSq.dispose();
    }
    this.#moments.clear();
  }
}
