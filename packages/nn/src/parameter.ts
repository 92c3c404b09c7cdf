import type { Initialiser } from './initialiser';
import type { Layout } from './layout';
import { type Place, StateEntry } from './state-entry';

export interface ParameterOptions {
  /** Official (PyTorch) shape. */
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly init: Initialiser;
  /** Inputs of one output unit; sets the spread of the initial values. */
  readonly fanIn: number;
}

/** One learned array, held in a `tf.Variable`. */
export class Parameter extends StateEntry {
  constructor(options: ParameterOptions, place: Place) {
    super({ ...options, dtype: 'float32', trainable: true }, place);
  }

  /** PyTorch's `requires_grad`; see `Module.requiresGrad`. */
  set requiresGrad(value: boolean) {
    this.setTrainable(value);
  }

  get requiresGrad(): boolean {
    return this.trainable;
  }
}
