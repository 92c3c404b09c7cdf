import type { PerceptualLosses } from '@srkit/losses';
import { addMany } from '@srkit/ops';
import {
  add,
  concat,
  keep,
  mul,
  reshape,
  type Scalar,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { NamedGradients, NamedParameters } from '../named-parameters';
import { parameterGradients } from '../parameter-gradients';

/** A network that is trained: the modules of `@srkit/models` are. */
export interface Trainable {
  namedParameters(): NamedParameters;
}

/** A network from pictures `[n, h, w, 3]` to pictures. */
export interface Generator extends Trainable {
  forward(lq: Tensor4D): Tensor4D;
}

/** A network from pictures to a verdict of any shape. */
export interface Critic extends Trainable {
  forward(x: Tensor4D): Tensor;
}

/** What changes the parameters: `Adam` of this package. The gradients stay the step's. */
export interface Optimizer {
  step(gradients: NamedGradients): void;
}

/** A loss of an output and its target, both `[n, h, w, 3]`: `l1Loss` of `@srkit/losses` is one. */
export type PictureLoss = (output: Tensor4D, target: Tensor4D) => Scalar;

/** `PerceptualLoss` of `@srkit/losses`. */
export interface PerceptualTerms {
  forward(output: Tensor4D, target: Tensor4D): PerceptualLosses<number, number>;
}

/** What a step logs, by the official names: `l_g_pix`, `out_d_real`. */
export type LossValues = Readonly<Record<string, number>>;

/** What a step consists of. */
export type StepPart = 'forward' | 'backward' | 'update';

/** The scalars of one step, kept on the device until they are read. Of a name that comes again the mean is taken. */
export class LossLog {
  readonly #scalars: [name: string, scalar: Scalar][] = [];
  readonly #seconds = { forward: 0, backward: 0, update: 0 };

  /** Seconds of the step's parts; on a device that works on by itself, until it took the work. */
  get seconds(): Readonly<Record<StepPart, number>> {
    return this.#seconds;
  }

  /** Runs something that counts as a part of the step. */
  timed<T>(part: StepPart, run: () => T): T {
    const began = performance.now();
    try {
      return run();
    } finally {
      this.spend(part, performance.now() - began);
    }
  }

  spend(part: StepPart, milliseconds: number): void {
    this.#seconds[part] += milliseconds / 1000;
  }

  /** Keeps a copy of a value under its name. */
  add(name: string, value: Tensor): void {
    this.#scalars.push([name, keep(value.clone()) as Scalar]);
  }

  /** What was added, by name. One tensor is read, however many there are. */
  async values(): Promise<LossValues> {
    const [values] = await readLogs([this]);
    return values ?? {};
  }

  /** The scalars in the order in which they were added. */
  get scalars(): readonly (readonly [name: string, scalar: Scalar])[] {
    return this.#scalars;
  }

  dispose(): void {
    for (const [, scalar] of this.#scalars) scalar.dispose();
    this.#scalars.length = 0;
  }
}

/** Reads many logs at once, since every read makes the program wait for a graphics card. */
export const readLogs = async (logs: readonly LossLog[]): Promise<LossValues[]> => {
  const scalars = logs.flatMap((log) => log.scalars);
  if (scalars.length === 0) return logs.map(() => ({}));
  const all = tidy(() => concat(scalars.map(([, scalar]) => reshape(scalar, [1]))));
  const values = await all.data().finally(() => all.dispose());
  let at = 0;
  return logs.map((log) => {
    const sums = new Map<string, { sum: number; count: number }>();
    for (const [name] of log.scalars) {
      const { sum, count } = sums.get(name) ?? { sum: 0, count: 0 };
      sums.set(name, { sum: sum + (values[at++] as number), count: count + 1 });
    }
    return Object.fromEntries([...sums].map(([name, { sum, count }]) => [name, sum / count]));
  });
};

/** Runs a step with a log, reads what it logged, and keeps nothing, whatever happens. */
export const logged = async (run: (log: LossLog) => void): Promise<LossValues> => {
  const log = new LossLog();
  try {
    run(log);
    return await log.values();
  } finally {
    log.dispose();
  }
};

/** The sum of a step's terms. */
export const total = (terms: readonly Tensor[]): Scalar => addMany(terms) as Scalar;

/**
 * The mean of the gradients of a batch in parts (gradient accumulation): of parts of one size that of the whole batch.
 * The caller disposes of them.
 */
export const meanGradients = <Part>(
  parts: readonly Part[],
  gradientsOf: (part: Part, index: number) => NamedGradients,
): NamedGradients => {
  const sums = new Map<string, Tensor>();
  try {
    for (const [index, part] of parts.entries()) {
      const grads = gradientsOf(part, index);
      try {
        for (const [name, gradient] of grads) {
          const before = sums.get(name);
          sums.set(name, before ? add(before, gradient) : gradient.clone());
          before?.dispose();
        }
      } finally {
        disposeGradients(grads);
      }
    }
    if (parts.length === 1) return sums;
    for (const [name, sum] of sums) {
      sums.set(name, mul(sum, 1 / parts.length));
      sum.dispose();
    }
    return sums;
  } catch (error) {
    disposeGradients(sums);
    throw error;
  }
};

export const disposeGradients = (gradients: NamedGradients): void => {
  for (const gradient of gradients.values()) gradient.dispose();
};

/** Gradients of a loss whose value nobody needs; the time of both ways is logged. The caller disposes of them. */
export const lossGradients = (
  parameters: NamedParameters,
  log: LossLog,
  loss: () => Scalar,
): NamedGradients => {
  const began = performance.now();
  let turned = began;
  const { value, grads } = parameterGradients(parameters, () => {
    const result = loss();
    turned = performance.now();
    return result;
  });
  log.spend('forward', turned - began);
  log.spend('backward', performance.now() - turned);
  value.dispose();
  return grads;
};

/** Lets an optimiser take its step, and disposes of the gradients. */
export const update = (optimizer: Optimizer, gradients: NamedGradients, log: LossLog): void => {
  try {
    log.timed('update', () => optimizer.step(gradients));
  } finally {
    disposeGradients(gradients);
  }
};

export interface ContentOptions {
  /** Default `l1Loss`; null: none. */
  readonly pixel?: PictureLoss | null;
  readonly perceptual?: PerceptualTerms | null;
}

/** The terms that need no discriminator, logged under a prefix: `pix`, `percep`, `style`. */
export const contentTerms = (
  output: Tensor4D,
  targets: { readonly pixel: Tensor4D; readonly perceptual: Tensor4D },
  { pixel, perceptual }: { readonly pixel: PictureLoss | null; readonly perceptual: PerceptualTerms | null },
  log: (name: string, value: Tensor) => void,
): Scalar[] => {
  const { perceptual: percep, style } = perceptual?.forward(output, targets.perceptual) ?? {};
  const found = { pix: pixel?.(output, targets.pixel), percep, style };
  return Object.entries(found).flatMap(([name, term]) => {
    if (!term) return [];
    log(name, term);
    return [term];
  });
};
