import type { Tensor } from '@tensorflow/tfjs-core';

/** What a computation gave. */
export interface Computed<Note> {
  /** The caller's. */
  readonly tensors: readonly Tensor[];
  /** What they are, in plain data that is the same each time. */
  readonly note: Note;
}

/** A computation that comes again: the same steps on tensors of the same shapes. */
export interface Repeated<Note> {
  /** Whose computation it is; `key` names it among those of the same owner, the inputs' shapes included. */
  readonly owner: object;
  readonly key: string;
  /** Each another tensor. They stay the caller's. */
  readonly inputs: readonly Tensor[];
  /** Everything else that it reads; values that it makes of numbers of its own need not be named. */
  readonly weights: readonly Tensor[];
  /** Must do the same for the same owner, key, inputs and weights, and free none of those. */
  readonly compute: () => Computed<Note>;
}
