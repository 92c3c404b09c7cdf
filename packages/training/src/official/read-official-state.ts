import {
  type CheckpointSource,
  loadStateDict,
  type NamedTensor,
  openCheckpoint,
  type StateDict,
  toFloat32,
} from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import type { Module } from '@srkit/nn';
import type { Recipe } from '../recipes/recipe';
import { scheduleOf } from '../trainer/schedule-of';
import type { ReadState } from '../trainer/training-state';
import { type OptimizerGroup, optimizerGroups, parameterNames } from './parameter-names';

/** Files of BasicSR or MMSR that a training goes on from. */
export interface OfficialStart {
  /** `ITER.state`: iteration, optimisers, schedules. */
  readonly state: CheckpointSource;
  /** Where the weights of a network are, `net_g`, `net_student` or `net_d`, as they were after that iteration. */
  readonly network: (name: string, iteration: number) => CheckpointSource | Promise<CheckpointSource>;
}

type Plain = Readonly<Record<string, unknown>>;

/** An optimiser of a state file: where its tensors are, and what is plain in it. */
interface StoredOptimizer {
  readonly prefix: string;
  readonly groups: readonly Plain[];
  /** Of each parameter, by its number: `step`, where it is no tensor. */
  readonly plain: Plain;
}

const bad = (label: string, what: string, cause?: unknown): CheckpointError =>
  new CheckpointError('E_CHECKPOINT_STATE', `${label}: ${what}`, { cause });

const isMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const labelOf = (source: CheckpointSource): string =>
  typeof source === 'string' || source instanceof URL ? String(source) : 'the .state file';

/** Iteration and optimisers, checked as far as they are plain. */
const readPlain = (metadata: Plain, label: string): { iteration: number; optimizers: StoredOptimizer[] } => {
  const { iter, optimizers } = metadata;
  if (typeof iter !== 'number' || !Number.isInteger(iter) || iter < 0 || !Array.isArray(optimizers)) {
    throw bad(
      label,
      'this is no training state. Expected a dictionary with iter and optimizers, as BasicSR saves it in training_states/.',
    );
  }
  return {
    iteration: iter,
    optimizers: optimizers.map((optimizer: unknown, i) => {
      const groups: unknown = isMap(optimizer) ? optimizer['param_groups'] : undefined;
      if (!Array.isArray(groups) || !groups.every(isMap))
        throw bad(label, `optimizers[${i}] has no param_groups, as torch.optim.Adam saves them.`);
      if (groups.some(({ amsgrad }) => amsgrad === true))
        throw bad(label, `optimizers[${i}] is Adam with amsgrad, which is not known here.`);
      const plain = (optimizer as Plain)['state'];
      return { prefix: `optimizers.${i}.state`, groups, plain: isMap(plain) ? plain : {} };
    }),
  };
};

const numbersOf = ({ groups }: StoredOptimizer): number[] =>
  groups.flatMap(({ params }) => (Array.isArray(params) ? (params as number[]) : []));

/** Names of parameters by their numbers, where an optimiser has as many and they have these shapes. */
const namesByNumber = (
  optimizer: StoredOptimizer,
  groups: readonly OptimizerGroup[],
  shapeOf: (name: string) => readonly number[],
  tensors: StateDict,
): Map<number, string> | undefined => {
  const names = groups.flatMap((group) => group.names);
  const numbers = numbersOf(optimizer);
  if (numbers.length !== names.length || optimizer.groups.length !== groups.length) return undefined;
  const fits = numbers.every((number, i) => {
    const moment = tensors.get(`${optimizer.prefix}.${number}.exp_avg`);
    return !moment || moment.shape.join() === shapeOf(names[i] as string).join();
  });
  return fits ? new Map(numbers.map((number, i) => [number, names[i] as string])) : undefined;
};

/** torch counts steps as a number up to 1.11, as a tensor from 1.12 on. */
const stepOf = (optimizer: StoredOptimizer, number: number, tensors: StateDict, label: string): number => {
  const stored = tensors.get(`${optimizer.prefix}.${number}.step`);
  const entry = optimizer.plain[String(number)];
  const step = stored ? Number(toFloat32(stored)[0]) : isMap(entry) ? (entry['step'] ?? 0) : 0;
  if (typeof step === 'number' && Number.isInteger(step) && step >= 0 && step < 2 ** 31) return step;
  throw bad(label, `the step of parameter ${number} is ${String(step)}, expected an integer from 0 on.`);
};

const renamed = (tensor: NamedTensor, name: string): [string, NamedTensor] => [name, { ...tensor, name }];

/** Options of a group that the recipe says otherwise, in which case the recipe holds. */
const differences = (
  name: string,
  iteration: number,
  recipe: Recipe,
  groups: readonly OptimizerGroup[],
  stored: readonly Plain[],
): string[] => {
  const schedule = scheduleOf(recipe);
  return groups.flatMap(({ lr, betas, weightDecay }, i) => {
    const found = stored[i] as Plain;
    const pairs: [string, unknown, unknown][] = [
      ['lr', found['lr'], schedule(Math.max(1, iteration), lr)],
      ['betas', String(found['betas']), String(betas)],
      ['weight_decay', found['weight_decay'], weightDecay],
      ['eps', found['eps'], 1e-8],
    ];
    return pairs
      .filter(([, there, here]) =>
        typeof there === 'number'
          ? Math.abs(there - (here as number)) > 1e-6 * Math.abs(there)
          : there !== here,
      )
      .map(
        ([option, there, here]) =>
          `${name}, group ${i}: ${option} was ${String(there)} and is ${String(here)} from here on, as the recipe says`,
      );
  });
};

/** The dictionary of a network's file: `params`, or the file itself, as MMSR writes it. */
const loadNetwork = async (
  source: CheckpointSource,
): Promise<{ params: StateDict; average: StateDict | undefined }> => {
  const file = await openCheckpoint(source);
  const { keys } = file;
  await file.close();
  const params = await loadStateDict(source, { key: keys.includes('params') ? 'params' : '' });
  const average = keys.includes('params_ema')
    ? await loadStateDict(source, { key: 'params_ema' })
    : undefined;
  return { params, average };
};

/**
 * What a `Trainer` would have saved, from the files of the official codes: weights, average, moments of both optimisers and the
 * iteration. Rates follow from the recipe; the data set is begun anew, in whose epochs the two differ.
 *
 * @param networks those of the training, by name.
 * @param onNote is told what the file says otherwise than the recipe.
 * @throws CheckpointError where a file is none of these, or does not fit the networks.
 */
export const readOfficialState = async (
  recipe: Recipe,
  { state, network }: OfficialStart,
  networks: Readonly<Record<string, Module>>,
  onNote: (note: string) => void,
): Promise<ReadState> => {
  const label = labelOf(state);
  const file = await openCheckpoint(state, { key: '' });
  let stored: StateDict;
  try {
    stored = await file.readAll();
  } finally {
    await file.close();
  }
  const { iteration, optimizers } = readPlain(file.metadata, label);
  const tensors = new Map<string, NamedTensor>();
  const trained = Object.keys(networks).filter((name) => !name.endsWith('_ema'));
  if (optimizers.length !== trained.length) {
    throw bad(
      label,
      `it has ${optimizers.length} optimisers, the recipe ${trained.length} (${trained.join(', ')}).`,
    );
  }
  const free = new Set(optimizers);
  for (const name of trained) {
    const { params, average } = await loadNetwork(await network(name, iteration));
    for (const [key, tensor] of params) tensors.set(...renamed(tensor, `${name}/${key}`));
    if (`${name}_ema` in networks)
      for (const [key, tensor] of average ?? params) tensors.set(...renamed(tensor, `${name}_ema/${key}`));
    const names = parameterNames(params);
    const groups = optimizerGroups(recipe, name, names);
    const shapeOf = (key: string): readonly number[] => params.get(key)?.shape ?? [];
    // The official codes list optimisers in different orders: the one that fits is taken.
    const fitting = [...free].flatMap((optimizer) => {
      const byNumber = namesByNumber(optimizer, groups, shapeOf, stored);
      return byNumber ? [{ optimizer, byNumber }] : [];
    });
    const [found] = fitting;
    if (!found) {
      throw bad(
        label,
        `none of its optimisers fits ${name}, which has ${names.length} parameters in ${groups.length} groups; they have ${[...free].map((each) => `${numbersOf(each).length} in ${each.groups.length}`).join(' and ')}. Take the weights of the same iteration and training.`,
      );
    }
    free.delete(found.optimizer);
    for (const note of differences(name, iteration, recipe, groups, found.optimizer.groups)) onNote(note);
    const steps = new Map<string, number>();
    for (const [number, key] of found.byNumber) {
      steps.set(key, stepOf(found.optimizer, number, stored, label));
      for (const kind of ['exp_avg', 'exp_avg_sq']) {
        const moment = stored.get(`${found.optimizer.prefix}.${number}.${kind}`);
        if (moment) tensors.set(...renamed(moment, `optimizer/${name}/${kind}/${key}`));
      }
    }
    const counted = `optimizer/${name}/steps`;
    const data = Int32Array.from(networks[name]!.namedParameters(), ([key]) => steps.get(key) ?? 0);
    tensors.set(counted, { name: counted, dtype: 'I32', shape: [data.length], data });
  }
  return { facts: { iteration, recipe, data: null, best: null, seconds: 0 }, tensors };
};
