import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { add, mul, tidy } from '@tensorflow/tfjs-core';
import { parameterMap } from './named-parameters';
/**
 * Exponential moving average of a network's parameters, held by a second network of the same kind: Real-ESRGAN's
 * `net_g_ema`, which is validated and saved as `params_ema`. Parameters only, no buffers.
 */
export class Ema {
    #pairs;
    #decay;
    /**
     * @param network `network.namedParameters()` of what is trained.
     * @param average The same of the network that holds the average.
     * @throws ConfigError for a decay out of its range or names that differ; ShapeError for shapes that differ.
     */
    constructor(network, average, options = {}) {
        refuseUnknownKeys('Ema', options, ['decay', 'copy']);
        const { decay = 0.999, copy = true } = options;
        if (!(decay >= 0 && decay <= 1)) {
            throw new ConfigError('E_CONFIG_RANGE', `Ema: decay is ${decay}, expected a number in [0, 1].`);
        }
        const [from, to] = [parameterMap('Ema', network), parameterMap('Ema', average)];
        const single = [...from.keys(), ...to.keys()].find((name) => !(from.has(name) && to.has(name)));
        if (single !== undefined) {
            throw new ConfigError('E_CONFIG_NAME', `Ema: only one of the two networks has '${single}'; make both with the same options.`);
        }
        this.#pairs = [...from].map(([name, parameter]) => [parameter, to.get(name)]);
        for (const [name, { variable }] of from) {
            const other = to.get(name).variable;
            if (variable.shape.join() === other.shape.join())
                continue;
            throw new ShapeError('E_SHAPE_PARAMETER', `Ema: '${name}' is [${variable.shape}] and [${other.shape}].`);
        }
        this.#decay = decay;
        if (copy)
            this.copy();
    }
    /** Sets the average to the network's parameters. */
    copy() {
        for (const [from, to] of this.#pairs)
            tidy(() => to.variable.assign(from.variable.clone()));
    }
    /** After every iteration: `average = decay average + (1 - decay) parameter`. */
    update() {
        for (const [from, to] of this.#pairs) {
            tidy(() => to.variable.assign(add(mul(to.variable, this.#decay), mul(from.variable, 1 - this.#decay))));
        }
    }
}
