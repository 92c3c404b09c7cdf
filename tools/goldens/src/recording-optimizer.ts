import type { Adam, NamedGradients, Optimizer } from '@srkit/training';
import { clone, type Tensor } from '@tensorflow/tfjs-core';

/** An optimiser that keeps copies of the gradients of its last step. */
export class RecordingOptimizer implements Optimizer {
  #last: ReadonlyMap<string, Tensor> = new Map();

  constructor(readonly adam: Adam) {}

  get last(): NamedGradients {
    return this.#last;
  }

  step(gradients: NamedGradients): void {
    this.forget();
    this.#last = new Map([...gradients].map(([name, gradient]) => [name, clone(gradient)]));
    this.adam.step(gradients);
  }

  forget(): void {
    for (const gradient of this.#last.values()) gradient.dispose();
    this.#last = new Map();
  }

  dispose(): void {
    this.forget();
    this.adam.dispose();
  }
}
