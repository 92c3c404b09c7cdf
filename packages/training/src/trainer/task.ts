import type { Module } from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LossLog } from '../steps/step';
import type { WatchedOptimizer } from './watched-optimizer';

/** What a kind of recipe trains: networks, optimisers, and the step that changes them. The `Trainer` does everything else. */
export interface TrainingTask<Batch> {
  /** All networks that have a state, by the names that their files have: `net_g`, `net_g_ema`, `net_d`. */
  readonly networks: Readonly<Record<string, Module>>;
  /** By the name of the network that they change. */
  readonly optimizers: Readonly<Record<string, WatchedOptimizer>>;
  /** One iteration from a batch in parts. */
  run(iteration: number, parts: readonly Batch[], log: LossLog): void;
  /** The network that is validated and saved for use, by its name in `networks`. */
  readonly result: string;
  /** What a network makes of a batch; absent where the result is no picture. */
  readonly infer?: (network: string, batch: Batch) => Tensor4D;
  /** Sentences on what the recipe could not have, for the log. */
  readonly notes: readonly string[];
  dispose(): void;
}
