import {
  loadStateDict,
  type NamedTensor,
  openCheckpoint,
  type StateDict,
  toFloat32,
  writeSafetensors,
} from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import type { Module, Parameter } from '@srkit/nn';
import type { AdamMoments } from '../adam';
import type { Recipe } from '../recipes/recipe';
import type { Json } from './batch-source';
import type { TrainingTask } from './task';
import { TrainingError } from './training-error';
import type { WatchedOptimizer } from './watched-optimizer';

/** What a state file says beside its tensors. */
export interface TrainingFacts {
  /** Iterations done. */
  readonly iteration: number;
  readonly recipe: Recipe;
  /** What the batch source gave as its state. */
  readonly data: Json;
  /** The best value of the first metric so far, and its iteration. */
  readonly best: { readonly value: number; readonly iteration: number } | null;
  /** Seconds of training so far, of all starts together. */
  readonly seconds: number;
}

/** Version of the files' layout. */
const FORMAT = 'srkit-training-state-1';

const prefixed = (prefix: string, state: StateDict): NamedTensor[] =>
  [...state].map(([name, tensor]) => ({ ...tensor, name: `${prefix}/${name}` }));

const moments = async (
  prefix: string,
  network: Module,
  optimizer: WatchedOptimizer,
): Promise<NamedTensor[]> => {
  const state = optimizer.adam.state();
  try {
    const tensors: NamedTensor[] = [];
    const parameters = [...network.namedParameters()];
    for (const [name, parameter] of parameters) {
      const found = state.get(name);
      if (!found) continue;
      const { shape } = parameter;
      for (const [kind, tensor] of [
        ['exp_avg', found.expAvg],
        ['exp_avg_sq', found.expAvgSq],
      ] as const) {
        const data = await parameter.toOfficial(tensor);
        tensors.push({ name: `${prefix}/${kind}/${name}`, dtype: 'F32', shape, data });
      }
    }
    const steps = Int32Array.from(parameters, ([name]) => state.get(name)?.step ?? 0);
    tensors.push({ name: `${prefix}/steps`, dtype: 'I32', shape: [steps.length], data: steps });
    return tensors;
  } finally {
    for (const { expAvg, expAvgSq } of state.values()) {
      expAvg.dispose();
      expAvgSq.dispose();
    }
  }
};

/** Refuses to keep weights that are no numbers: the last good state stays the last one. */
const refuseBroken = (tensors: readonly NamedTensor[], iteration: number): void => {
  const broken = tensors.find(
    ({ dtype, data }) => dtype === 'F32' && !(data as Float32Array).every(Number.isFinite),
  );
  if (!broken) return;
  throw new TrainingError(
    'E_TRAINING_NOT_FINITE',
    `After iteration ${iteration} '${broken.name}' holds values that are no finite numbers, so nothing was saved. Go on from the last state with a lower learning rate, or with clipNorm.`,
  );
};

/** Networks and optimisers as a file, from which training goes on as if it had not ended. */
export const writeState = async (
  { networks, optimizers }: TrainingTask<never>,
  facts: TrainingFacts,
): Promise<Uint8Array> => {
  const tensors: NamedTensor[] = [];
  for (const [name, network] of Object.entries(networks))
    tensors.push(...prefixed(name, await network.stateDict()));
  for (const [name, optimizer] of Object.entries(optimizers))
    tensors.push(...(await moments(`optimizer/${name}`, networks[name] as Module, optimizer)));
  refuseBroken(tensors, facts.iteration);
  return writeSafetensors(tensors, { metadata: { format: FORMAT, training: JSON.stringify(facts) } });
};

/** A state file, read. */
export interface ReadState {
  readonly facts: TrainingFacts;
  readonly tensors: StateDict;
}

/** @throws CheckpointError where the bytes are no state file. */
export const readState = async (bytes: Uint8Array, label: string): Promise<ReadState> => {
  const file = await openCheckpoint(bytes);
  const { format, training } = file.metadata;
  await file.close();
  if (format !== FORMAT || typeof training !== 'string') {
    throw new CheckpointError(
      'E_CHECKPOINT_STATE',
      `${label} is no state of a training by this version. Expected a safetensors file with the format '${FORMAT}'.`,
    );
  }
  return { facts: JSON.parse(training) as TrainingFacts, tensors: await loadStateDict(bytes) };
};

/** The tensors whose names begin with a prefix and a slash, without it. */
export const below = (tensors: StateDict, prefix: string): StateDict => {
  const start = `${prefix}/`;
  const found = [...tensors.values()].filter(({ name }) => name.startsWith(start));
  return new Map(found.map((tensor) => [tensor.name.slice(start.length), tensor]));
};

const restoreOptimizer = (tensors: StateDict, network: Module, { adam }: WatchedOptimizer): void => {
  const steps = tensors.get('steps')?.data as Int32Array | undefined;
  const state = new Map<string, AdamMoments>();
  const average = (kind: string, name: string, parameter: Parameter) => {
    const stored = tensors.get(`${kind}/${name}`);
    if (stored?.shape.join() === parameter.shape.join()) return parameter.fromOfficial(toFloat32(stored));
    throw new CheckpointError(
      'E_CHECKPOINT_STATE',
      `The state lacks ${kind} of '${name}', or has it in another shape.`,
    );
  };
  try {
    for (const [i, [name, parameter]] of [...network.namedParameters()].entries()) {
      const step = steps?.[i] ?? 0;
      if (step === 0) continue;
      const [expAvg, expAvgSq] = [
        average('exp_avg', name, parameter),
        average('exp_avg_sq', name, parameter),
      ];
      state.set(name, { step, expAvg, expAvgSq });
    }
    adam.loadState(state);
  } finally {
    for (const { expAvg, expAvgSq } of state.values()) {
      expAvg.dispose();
      expAvgSq.dispose();
    }
  }
};

/** Fills networks and optimisers from a state. @throws CheckpointError where they do not fit. */
export const restoreTask = ({ tensors }: ReadState, { networks, optimizers }: TrainingTask<never>): void => {
  for (const [name, network] of Object.entries(networks)) network.loadStateDict(below(tensors, name));
  for (const [name, optimizer] of Object.entries(optimizers))
    restoreOptimizer(below(tensors, `optimizer/${name}`), networks[name] as Module, optimizer);
};
