import { addMany } from '@srkit/ops';
import { add, concat, keep, mul, reshape, tidy, } from '@tensorflow/tfjs-core';
/** The scalars of one step, kept on the device until they are read. Of a name that comes again the mean is taken. */
export class LossLog {
    #scalars = [];
    /** Keeps a copy of a value under its name. */
    add(name, value) {
        this.#scalars.push([name, keep(value.clone())]);
    }
    /** What was added, by name. One tensor is read, however many there are. */
    async values() {
        const [values] = await readLogs([this]);
        return values ?? {};
    }
    /** The scalars in the order in which they were added. */
    get scalars() {
        return this.#scalars;
    }
    dispose() {
        for (const [, scalar] of this.#scalars)
            scalar.dispose();
        this.#scalars.length = 0;
    }
}
/** Reads many logs at once, since every read makes the program wait for a graphics card. */
export const readLogs = async (logs) => {
    const scalars = logs.flatMap((log) => log.scalars);
    if (scalars.length === 0)
        return logs.map(() => ({}));
    const all = tidy(() => concat(scalars.map(([, scalar]) => reshape(scalar, [1]))));
    const values = await all.data().finally(() => all.dispose());
    let at = 0;
    return logs.map((log) => {
        const sums = new Map();
        for (const [name] of log.scalars) {
            const { sum, count } = sums.get(name) ?? { sum: 0, count: 0 };
            sums.set(name, { sum: sum + values[at++], count: count + 1 });
        }
        return Object.fromEntries([...sums].map(([name, { sum, count }]) => [name, sum / count]));
    });
};
/** Runs a step with a log, reads what it logged, and keeps nothing, whatever happens. */
export const logged = async (run) => {
    const log = new LossLog();
    try {
        run(log);
        return await log.values();
    }
    finally {
        log.dispose();
    }
};
/** The sum of a step's terms. */
export const total = (terms) => addMany(terms);
/**
 * The mean of the gradients of a batch in parts (gradient accumulation): of parts of one size that of the whole batch.
 * The caller disposes of them.
 */
export const meanGradients = (parts, gradientsOf) => {
    const sums = new Map();
    try {
        for (const [index, part] of parts.entries()) {
            const grads = gradientsOf(part, index);
            try {
                for (const [name, gradient] of grads) {
                    const before = sums.get(name);
                    sums.set(name, before ? add(before, gradient) : gradient.clone());
                    before?.dispose();
                }
            }
            finally {
                disposeGradients(grads);
            }
        }
        if (parts.length === 1)
            return sums;
        for (const [name, sum] of sums) {
            sums.set(name, mul(sum, 1 / parts.length));
            sum.dispose();
        }
        return sums;
    }
    catch (error) {
        disposeGradients(sums);
        throw error;
    }
};
export const disposeGradients = (gradients) => {
    for (const gradient of gradients.values())
        gradient.dispose();
};
/** Lets an optimiser take its step, and disposes of the gradients. */
export const update = (optimizer, gradients) => {
    try {
        optimizer.step(gradients);
    }
    finally {
        disposeGradients(gradients);
    }
};
/** The terms that need no discriminator, logged under a prefix: `pix`, `percep`, `style`. */
export const contentTerms = (output, targets, { pixel, perceptual }, log) => {
    const { perceptual: percep, style } = perceptual?.forward(output, targets.perceptual) ?? {};
    const found = { pix: pixel?.(output, targets.pixel), percep, style };
    return Object.entries(found).flatMap(([name, term]) => {
        if (!term)
            return [];
        log(name, term);
        return [term];
    });
};
