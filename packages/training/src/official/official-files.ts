import type { StateDict, TorchValue } from '@srkit/checkpoints';
import type { Recipe } from '../recipes/recipe';
import { scheduleOf } from '../trainer/schedule-of';
import { below, readState } from '../trainer/training-state';

/** What BasicSR would have saved of a training, for `writePth`. */
export interface OfficialFiles {
  readonly iteration: number;
  /** By name, `net_g` and `net_d`: `{ params, params_ema }`, for `net_g_ITER.pth`. */
  readonly networks: Readonly<Record<string, TorchValue>>;
  /** `{ epoch, iter, optimizers, schedulers }`, for `ITER.state`; generator first. */
  readonly state: TorchValue;
}

/** torch's `eps`, which no recipe changes. */
const EPS = 1e-8;

interface Adam {
  readonly lr: number;
  readonly betas: readonly number[];
  readonly weightDecay: number;
}

/** Options of an optimiser by the network that it changes; undefined where its groups have rates of their own. */
const adamOf = (recipe: Recipe, network: string): Adam | undefined => {
  if (network === 'net_d') return 'optimD' in recipe ? recipe.optimD : undefined;
  return recipe.kind === 'restoration' ? undefined : recipe.optimG;
};

/** `torch.optim.Adam.state_dict()` of one group of parameters. */
const optimizerState = (
  tensors: StateDict,
  names: readonly string[],
  { lr, betas, weightDecay }: Adam,
): TorchValue => {
  const steps = tensors.get('steps')?.data as Int32Array;
  const state = new Map<number, TorchValue>();
  for (const [i, name] of names.entries()) {
    if (!steps[i]) continue;
    const average = (kind: string) => tensors.get(`${kind}/${name}`) ?? null;
    state.set(i, { step: steps[i], exp_avg: average('exp_avg'), exp_avg_sq: average('exp_avg_sq') });
  }
  const group = {
    lr,
    betas: [...betas],
    eps: EPS,
    weight_decay: weightDecay,
    amsgrad: false,
    maximize: false,
    params: names.map((_, i) => i),
  };
  return { state: state.size > 0 ? state : {}, param_groups: [group] };
};

/** Names of a network's parameters in torch's order: those of which there can be moments. */
const parameterNames = (network: StateDict): string[] =>
  [...network.keys()].filter(
    (name) => !/(weight_u|weight_v|running_mean|running_var|num_batches_tracked)$/.test(name),
  );

/**
 * A state of the trainer (`states/*.safetensors`) as the official files, with which PyTorch goes on:
 * `load_state_dict(strict=True)` of the networks, and of `torch.optim.Adam`.
 *
 * The optimisers of C2-Matching's and MRefSR's restoration, whose parameters are in four groups, are left out.
 *
 * @throws CheckpointError where the bytes are no state.
 */
export const officialFiles = async (bytes: Uint8Array, label = 'the state'): Promise<OfficialFiles> => {
  const { facts, tensors } = await readState(bytes, label);
  const { recipe, iteration } = facts;
  const schedule = scheduleOf(recipe);
  const networks: Record<string, TorchValue> = {};
  const [optimizers, schedulers]: [TorchValue[], TorchValue[]] = [[], []];
  for (const name of ['net_g', 'net_student', 'net_d']) {
    const params = below(tensors, name);
    if (params.size === 0) continue;
    const average = below(tensors, `${name}_ema`);
    networks[name] = { params, ...(average.size > 0 && { params_ema: average }) };
    const adam = adamOf(recipe, name);
    if (!adam) continue;
    const lr = schedule(Math.max(1, iteration), adam.lr);
    optimizers.push(
      optimizerState(below(tensors, `optimizer/${name}`), parameterNames(params), { ...adam, lr }),
    );
    // What a scheduler does not find it keeps from its own options. It has stepped once for each iteration but the first.
    schedulers.push({
      base_lrs: [adam.lr],
      last_epoch: Math.max(0, iteration - 1),
      _step_count: iteration,
      _last_lr: [lr],
    });
  }
  return { iteration, networks, state: { epoch: 0, iter: iteration, optimizers, schedulers } };
};
