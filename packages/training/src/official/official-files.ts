import type { StateDict, TorchValue } from '@srkit/checkpoints';
import type { Recipe } from '../recipes/recipe';
import type { LrSchedule } from '../schedules/lr-schedule';
import { scheduleOf } from '../trainer/schedule-of';
import { below, readState } from '../trainer/training-state';
import { type OptimizerGroup, optimizerGroups, parameterNames } from './parameter-names';

/** What BasicSR would have saved of a training, for `writePth`. */
export interface OfficialFiles {
  readonly iteration: number;
  /** By name, `net_g` and `net_d`: `{ params, params_ema }`, for `net_g_ITER.pth`. */
  readonly networks: Readonly<Record<string, TorchValue>>;
  /** `{ epoch, iter, optimizers, schedulers }`, for `ITER.state`; in the official order. */
  readonly state: TorchValue;
}

/** torch's `eps`, which no recipe changes. */
const EPS = 1e-8;

/** `torch.optim.Adam.state_dict()`. Parameters are numbered through all groups. */
const optimizerState = (
  tensors: StateDict,
  names: readonly string[],
  groups: readonly OptimizerGroup[],
  rateOf: (lr: number) => number,
): TorchValue => {
  const steps = tensors.get('steps')?.data as Int32Array;
  const state = new Map<number, TorchValue>();
  const order = groups.flatMap((group) => group.names);
  for (const [number, name] of order.entries()) {
    const step = steps[names.indexOf(name)];
    if (!step) continue;
    const average = (kind: string) => tensors.get(`${kind}/${name}`) ?? null;
    state.set(number, { step, exp_avg: average('exp_avg'), exp_avg_sq: average('exp_avg_sq') });
  }
  let first = 0;
  const param_groups = groups.map(({ names: own, lr, betas, weightDecay }) => {
    const params = own.map((_, i) => first + i);
    first += own.length;
    return {
      lr: rateOf(lr),
      initial_lr: lr,
      betas: [...betas],
      eps: EPS,
      weight_decay: weightDecay,
      amsgrad: false,
      maximize: false,
      params,
    };
  });
  return { state: state.size > 0 ? state : {}, param_groups };
};

/** What a scheduler does not find it keeps from its own options. It has stepped once for each iteration but the first. */
const schedulerState = (
  groups: readonly OptimizerGroup[],
  iteration: number,
  rateOf: (lr: number) => number,
): TorchValue => ({
  base_lrs: groups.map(({ lr }) => lr),
  last_epoch: Math.max(0, iteration - 1),
  _step_count: iteration,
  _last_lr: groups.map(({ lr }) => rateOf(lr)),
});

/**
 * C2-Matching makes its discriminator's optimiser and all schedules before the generator has an optimiser: its states list the
 * discriminator first, and a schedule for it alone.
 */
const discriminatorFirst = (recipe: Recipe): boolean =>
  recipe.kind === 'restoration' && recipe.networkG.type === 'RestorationNet';

/**
 * A state of the trainer (`states/*.safetensors`) as the official files, with which PyTorch goes on:
 * `load_state_dict(strict=True)` of the networks, and of `torch.optim.Adam`.
 *
 * @throws CheckpointError where the bytes are no state.
 */
export const officialFiles = async (bytes: Uint8Array, label = 'the state'): Promise<OfficialFiles> => {
  const { facts, tensors } = await readState(bytes, label);
  const { recipe, iteration } = facts;
  const schedule: LrSchedule = scheduleOf(recipe);
  const rateOf = (lr: number): number => schedule(Math.max(1, iteration), lr);
  const stored = ['net_g', 'net_student', 'net_d'].filter((name) => below(tensors, name).size > 0);
  const networks: Record<string, TorchValue> = {};
  for (const name of stored) {
    const average = below(tensors, `${name}_ema`);
    networks[name] = { params: below(tensors, name), ...(average.size > 0 && { params_ema: average }) };
  }
  const [optimizers, schedulers]: [TorchValue[], TorchValue[]] = [[], []];
  const reversed = discriminatorFirst(recipe);
  for (const name of reversed ? [...stored].reverse() : stored) {
    const names = parameterNames(below(tensors, name));
    const groups = optimizerGroups(recipe, name, names);
    optimizers.push(optimizerState(below(tensors, `optimizer/${name}`), names, groups, rateOf));
    if (name === 'net_d' || !reversed) schedulers.push(schedulerState(groups, iteration, rateOf));
  }
  return { iteration, networks, state: { epoch: 0, iter: iteration, optimizers, schedulers } };
};
