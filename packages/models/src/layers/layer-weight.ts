import { Parameter, type StateEntry } from '@srkit/nn';
import type { DataType, Tensor, Variable } from '@tensorflow/tfjs-core';

let nextId = 0;

/**
 * A parameter or buffer in the form of tfjs-layers' `LayerVariable` (checked against 4.22), reading and writing the
 * module's own variable, so that the module and the layer can never differ.
 */
export class LayerWeight {
  /** Negative: tfjs-layers numbers its own weights from 0. */
  readonly id = --nextId;
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly originalName: string;
  readonly constraint = null;
  readonly #entry: StateEntry;

  /** @param name Unique within a model; what the weight is saved and loaded under. */
  constructor(
    readonly name: string,
    entry: StateEntry,
  ) {
    this.originalName = name;
    this.#entry = entry;
    this.dtype = entry.variable.dtype;
    this.shape = entry.variable.shape;
  }

  /** The variable itself, in tfjs's layout: what optimisers update. */
  read(): Variable {
    return this.#entry.variable;
  }

  write(value: Tensor): this {
    this.#entry.variable.assign(value);
    return this;
  }

  get trainable(): boolean {
    return this.#entry.trainable;
  }

  set trainable(value: boolean) {
    if (this.#entry instanceof Parameter) this.#entry.requiresGrad = value;
  }

  dispose(): void {
    this.#entry.dispose();
  }
}
