import { ConfigError, refuseUnknownKeys } from '@srkit/core';
/** Names of `AdamOptions`. */
export const ADAM_OPTIONS = ['lr', 'betas', 'eps', 'weightDecay'];
const check = (valid, name, value, expected) => {
    if (valid)
        return;
    throw new ConfigError('E_CONFIG_RANGE', `Adam: ${name} is ${value}, expected ${expected}.`);
};
/** The options with their defaults, or a `ConfigError` for one out of its range. */
export const checkedAdamOptions = (options) => {
    refuseUnknownKeys('Adam', options, ADAM_OPTIONS);
    const { lr, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0 } = options;
    check(lr >= 0 && Number.isFinite(lr), 'lr', lr, 'a finite number of at least 0');
    check(betas.length === 2 && betas.every((beta) => beta >= 0 && beta < 1), 'betas', betas, 'two numbers in [0, 1)');
    check(eps >= 0, 'eps', eps, 'a number of at least 0');
    check(weightDecay >= 0, 'weightDecay', weightDecay, 'a number of at least 0');
    return { lr, betas, eps, weightDecay };
};
