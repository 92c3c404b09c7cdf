import type { PerceptualLosses } from '@srkit/losses';
import { addMany } from '@srkit/ops';
import { keep, type Scalar, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { NamedGradients, NamedParameters } from '../named-parameters';

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

/** The scalars of one step, kept until they are read. */
export class LossLog {
  readonly #scalars = new Map<string, Scalar>();

  /** Keeps a copy of a value under its name, in place of an earlier one. */
  add(name: string, value: Tensor): void {
    this.#scalars.get(name)?.dispose();
    this.#scalars.set(name, keep(value.clone()) as Scalar);
  }

  async values(): Promise<LossValues> {
    const read = [...this.#scalars].map(async ([name, scalar]) => [name, (await scalar.data())[0] as number]);
    return Object.fromEntries(await Promise.all(read));
  }

  dispose(): void {
    for (const scalar of this.#scalars.values()) scalar.dispose();
  }
}

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

export const disposeGradients = (gradients: NamedGradients): void => {
  for (const gradient of gradients.values()) gradient.dispose();
};

/** Lets an optimiser take its step, and disposes of the gradients. */
export const update = (optimizer: Optimizer, gradients: NamedGradients): void => {
  try {
    optimizer.step(gradients);
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
