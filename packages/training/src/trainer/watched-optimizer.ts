import {
  add,
  concat,
  div,
  keep,
  maximum,
  mul,
  reshape,
  sqrt,
  square,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Adam } from '../adam';
import type { NamedGradients } from '../named-parameters';
import type { LossLog, Optimizer } from '../steps/step';

/** What the norm is divided by is at least this, so that no gradient is divided by zero. */
const LEAST_NORM = 1e-6;

/** An optimiser that shortens gradients, and logs their norm: where one of them is not a number, neither is the norm. */
export class WatchedOptimizer implements Optimizer {
  /** Where the norm of the next step is logged; null: it is not needed. */
  log: LossLog | null = null;
  #squares: { readonly names: readonly string[]; readonly sums: Tensor1D } | undefined;

  /**
   * @param name of the network, in the log: `grad_norm_NAME`.
   * @param clipNorm Largest norm of all gradients together, as `torch.nn.utils.clip_grad_norm_`; 0: any.
   */
  constructor(
    readonly name: string,
    readonly adam: Adam,
    readonly clipNorm: number,
  ) {}

  step(gradients: NamedGradients): void {
    if (gradients.size === 0 || (!this.log && this.clipNorm === 0)) {
      this.adam.step(gradients);
      return;
    }
    this.#measure(gradients);
    const clipped = tidy(() => {
      const norm = sqrt(sum(this.#squares!.sums));
      this.log?.add(`grad_norm_${this.name}`, norm);
      if (this.clipNorm === 0) return undefined;
      // As torch: clip / (norm + 1e-6), at most 1.
      const factor = div(this.clipNorm, maximum(add(norm, LEAST_NORM), this.clipNorm));
      return [...gradients].map(([name, gradient]): [string, Tensor] => [name, keep(mul(gradient, factor))]);
    });
    try {
      this.adam.step(clipped ? new Map(clipped) : gradients);
    } finally {
      for (const [, gradient] of clipped ?? []) gradient.dispose();
    }
  }

  #measure(gradients: NamedGradients): void {
    this.#squares?.sums.dispose();
    const sums = tidy(() =>
      concat([...gradients.values()].map((gradient) => tidy(() => reshape(sum(square(gradient)), [1])))),
    );
    this.#squares = { names: [...gradients.keys()], sums: keep(sums) as Tensor1D };
  }

  /** Names of the parameters whose last gradients are no finite numbers, and how many there are in all. */
  async broken(): Promise<{ readonly names: readonly string[]; readonly count: number }> {
    if (!this.#squares) return { names: [], count: 0 };
    const { names, sums } = this.#squares;
    const values = await sums.data();
    return { names: names.filter((_, i) => !Number.isFinite(values[i])), count: names.length };
  }

  dispose(): void {
    this.#squares?.sums.dispose();
    this.#squares = undefined;
    this.adam.dispose();
  }
}
