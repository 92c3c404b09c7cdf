import { type NamedTensor, toFloat32 } from '@srkit/checkpoints';
import type { Tensor } from '@tensorflow/tfjs-core';
import { constant, type Initialiser } from './initialiser';
import { type Place, StateEntry } from './state-entry';

export interface StateBufferOptions {
  /** Official (PyTorch) shape; buffers lie the same way in tfjs. `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Default: zeros. */
  readonly init?: Initialiser;
  /** `int64` for counters: an int32 variable in tfjs, written to state_dicts as I64. Default `float32`. */
  readonly dtype?: 'float32' | 'int64';
}

/** State that is kept in the state_dict but not trained: running statistics, counters, constants. */
export class StateBuffer extends StateEntry {
  readonly #isCounter: boolean;

  constructor({ shape, init = constant(0), dtype = 'float32' }: StateBufferOptions, place: Place) {
    super(
      {
        shape,
        layout: 'plain',
        init,
        fanIn: 1,
        dtype: dtype === 'int64' ? 'int32' : 'float32',
        trainable: false,
      },
      place,
    );
    this.#isCounter = dtype === 'int64';
  }

  /** Takes over a tensor's values; the tensor stays the caller's. */
  assign(value: Tensor): void {
    this.variable.assign(value);
  }

  override loadTensor(given: NamedTensor): void {
    // Counters are exact beyond float32's 2^24.
    const exact = this.#isCounter && given.data instanceof BigInt64Array;
    this.load(exact ? Int32Array.from(given.data as BigInt64Array, Number) : toFloat32(given));
  }

  override async readTensor(name: string): Promise<NamedTensor> {
    if (!this.#isCounter) return super.readTensor(name);
    const data = BigInt64Array.from(await this.read(), BigInt);
    return { name, dtype: 'I64', shape: this.shape, data };
  }
}
