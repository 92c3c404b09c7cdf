import { ConfigError, ShapeError } from '@srkit/core';
import { keep, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { checkedAdamOptions } from './adam-options';
import { adamUpdate } from './adam-update';
import { parameterMap, } from './named-parameters';
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
    #groups;
    #moments = new Map();
    /**
     * @param groups One or several, whose order is that of the learning rates.
     * @throws ConfigError for an option out of its range, or a parameter name that comes twice.
     */
    constructor(groups) {
        const list = Array.isArray(groups) ? groups : [groups];
        this.#groups = list.map(({ parameters, ...options }) => {
            const checked = checkedAdamOptions(options);
            return { options: checked, parameters: parameterMap('Adam', parameters), lr: checked.lr };
        });
        parameterMap('Adam', this.#groups.flatMap(({ parameters }) => [...parameters]));
    }
    /** The learning rates in force, one for each group. */
    get learningRates() {
        return this.#groups.map(({ lr }) => lr);
    }
    /** @throws ConfigError when there is not one finite rate of at least 0 for each group. */
    set learningRates(rates) {
        if (rates.length !== this.#groups.length || rates.some((lr) => !(lr >= 0 && Number.isFinite(lr)))) {
            throw new ConfigError('E_CONFIG_RANGE', `Adam: learningRates is [${rates}], expected ${this.#groups.length} finite numbers of at least 0, one for each group.`);
        }
        for (const [i, group] of this.#groups.entries())
            group.lr = rates[i];
    }
    /** The learning rates that the groups were made with, from which schedules start. */
    get initialLearningRates() {
        return this.#groups.map(({ options }) => options.lr);
    }
    /**
     * Updates every parameter that has a gradient. The gradients stay the caller's.
     *
     * @param gradients By parameter name, in the variables' shapes.
     * @throws ConfigError for a name that is no parameter of the optimiser; ShapeError for a gradient of another shape.
     *   Nothing is changed when it throws.
     */
    step(gradients) {
        this.#check(gradients);
        for (const { parameters, options, lr } of this.#groups) {
            for (const [name, parameter] of parameters) {
                const gradient = gradients.get(name);
                if (gradient)
                    this.#update(name, parameter, gradient, lr, options);
            }
        }
    }
    #check(tensors) {
        for (const [name, { shape }] of tensors) {
            const parameter = this.#groups.map(({ parameters }) => parameters.get(name)).find((found) => found);
            if (!parameter)
                throw new ConfigError('E_CONFIG_NAME', `Adam: '${name}' is no parameter of this optimiser.`);
            if (parameter.variable.shape.join() !== shape.join()) {
                throw new ShapeError('E_SHAPE_PARAMETER', `Adam: what was given for '${name}' is [${shape}], the variable is [${parameter.variable.shape}].`);
            }
        }
    }
    #update(name, { variable }, gradient, lr, { betas: [beta1, beta2], eps, weightDecay }) {
        const before = this.#moments.get(name);
        const step = (before?.step ?? 0) + 1;
        const after = tidy(() => {
            const { parameter, expAvg, expAvgSq } = adamUpdate({
                parameter: variable,
                gradient,
                expAvg: before?.expAvg ?? zerosLike(gradient),
                expAvgSq: before?.expAvgSq ?? zerosLike(gradient),
            }, {
                beta1,
                beta2,
                eps,
                weightDecay,
                correction: Math.sqrt(1 - beta2 ** step),
                stepSize: lr / (1 - beta1 ** step),
            });
            variable.assign(parameter);
            return { expAvg: keep(expAvg), expAvgSq: keep(expAvgSq) };
        });
        before?.expAvg.dispose();
        before?.expAvgSq.dispose();
        this.#moments.set(name, { step, ...after });
    }
    /**
     * The moments, as copies that the caller disposes of; later steps do not change them. Learning rates are not
     * part of it, because schedules give them for any iteration.
     */
    state() {
        const copies = new Map();
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
    loadState(state) {
        for (const [name, { step, expAvg, expAvgSq }] of state) {
            this.#check(new Map([[name, expAvg]]));
            this.#check(new Map([[name, expAvgSq]]));
            if (!Number.isInteger(step) || step < 1) {
                throw new ConfigError('E_CONFIG_RANGE', `Adam: step of '${name}' is ${step}, expected an integer from 1 on.`);
            }
        }
        const copies = [...state].map(([name, { step, expAvg, expAvgSq }]) => [
            name,
            { step, expAvg: keep(expAvg.clone()), expAvgSq: keep(expAvgSq.clone()) },
        ]);
        this.dispose();
        for (const [name, moments] of copies)
            this.#moments.set(name, moments);
    }
    /** Frees the moments, not the parameters. The optimiser can be used again and then starts anew. */
    dispose() {
        for (const { expAvg, expAvgSq } of this.#moments.values()) {
            expAvg.dispose();
            expAvgSq.dispose();
        }
        this.#moments.clear();
    }
}
