import type { StateDict } from '@srkit/checkpoints';
import type { Recipe } from '../recipes/recipe';
import { referenceAdamGroups } from '../reference-adam-groups';

/** Last parts of the names of buffers: of spectral and batch normalisation, and of what normalises pictures. */
const BUFFER = /(^|\.)(weight_u|weight_v|running_mean|running_var|num_batches_tracked|mean|std)$/;

/** The names of a network's parameters, without its buffers, in the order of its state. */
export const parameterNames = (network: StateDict): string[] =>
  [...network.keys()].filter((name) => !BUFFER.test(name));

/** A group of an optimiser: names of its parameters, and its options. */
export interface OptimizerGroup {
  readonly names: readonly string[];
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly weightDecay: number;
}

/** The groups of the optimiser of a network, in the official order, by which state files number parameters. */
export const optimizerGroups = (
  recipe: Recipe,
  network: string,
  names: readonly string[],
): OptimizerGroup[] => {
  if (network === 'net_d' && 'optimD' in recipe) return [{ names, ...recipe.optimD }];
  if (recipe.kind !== 'restoration') return [{ names, ...recipe.optimG }];
  const { betas, weightDecay } = recipe.optimG;
  const listed = names.map((name) => [name, {} as never] as const);
  return referenceAdamGroups(listed, recipe.optimG).map(({ lr, parameters }) => ({
    names: [...parameters].map(([name]) => name),
    lr,
    betas,
    weightDecay,
  }));
};
