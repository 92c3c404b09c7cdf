import { ConfigError, refuseUnknownKeys } from '@srkit/core';

/** What `torch.optim.Adam` takes, for all parameters of a group. */
export interface AdamOptions {
  /** Learning rate, at least 0. */
  readonly lr: number;
  /** Decay of the averages of gradients and of their squares, in [0, 1). Default [0.9, 0.999]; Real-ESRGAN [0.9, 0.99]. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the second average. Default 1e-8. */
  readonly eps?: number;
  /** Factor of the parameter that is added to its gradient (L2, not AdamW's decay). Default 0. */
  readonly weightDecay?: number;
}

/** Names of `AdamOptions`. */
export const ADAM_OPTIONS = ['lr', 'betas', 'eps', 'weightDecay'] as const satisfies (keyof AdamOptions)[];

const check = (valid: boolean, name: string, value: unknown, expected: string): void => {
  if (valid) return;
  throw new ConfigError('E_CONFIG_RANGE', `Adam: ${name} is ${value}, expected ${expected}.`);
};

/** The options with their defaults, or a `ConfigError` for one out of its range. */
export const checkedAdamOptions = (options: AdamOptions): Required<AdamOptions> => {
  refuseUnknownKeys('Adam', options, ADAM_OPTIONS);
  const { lr, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0 } = options;
  check(lr >= 0 && Number.isFinite(lr), 'lr', lr, 'a finite number of at least 0');
  check(
    betas.length === 2 && betas.every((beta) => beta >= 0 && beta < 1),
    'betas',
    betas,
    'two numbers in [0, 1)',
  );
  check(eps >= 0, 'eps', eps, 'a number of at least 0');
  check(weightDecay >= 0, 'weightDecay', weightDecay, 'a number of at least 0');
  return { lr, betas, eps, weightDecay };
};
