import type { StateDict } from '@srkit/checkpoints';
import { fnv1a32, randomAt } from '@srkit/core';
import type { MRAPARestorationNet } from '@srkit/models';
import { kaimingNormal, type Module } from '@srkit/nn';

const uniformOf = (seed: number, name: string): (() => number) => {
  let index = 0;
  return () => randomAt(seed, fnv1a32(name), index++);
};

/**
 * Kaiming normal filters and biases of zero, which keep the size of what passes through narrow networks: the published initial
 * values are for ones of 64 channels and more, and many thousands of iterations.
 *
 * @param factor Of a filter's deviation, by its name. Default: 1 for all.
 */
export const fillKaiming = (
  module: Module,
  seed: number,
  factor: (name: string) => number = () => 1,
): void => {
  for (const [name, parameter] of module.namedParameters()) {
    const { shape } = parameter;
    if (shape.length !== 4) {
      if (name.endsWith('.bias')) parameter.load(new Float32Array(shape[0] as number));
      continue;
    }
    const fanIn = (shape[1] as number) * (shape[2] as number) * (shape[3] as number);
    const size = fanIn * (shape[0] as number);
    parameter.load(kaimingNormal(factor(name))(size, fanIn, uniformOf(seed, name)));
  }
};

/** What is added to the enlarged picture, to matched offsets and to masks begins as nothing. */
const NOTHING = ['tail_large.2', 'conv_offset_mask', 'spatial_attn_mul2', 'spatial_attn_add2'];

/**
 * What blocks add begins small; so does what is added in the end made of, or the first step, of Adam's size, adds ten times what
 * the enlarged picture lacks, and what follows unlearns everything.
 */
const factorOf = (name: string): number => {
  if (NOTHING.some((part) => name.includes(part))) return 0;
  if (name.includes('tail_large.0')) return 0.1;
  return name.includes('.conv2.') ? 0.1 : 1;
};

/** A deformable convolution that begins by taking its reference's features as they are: masks are a half at first. */
const takeAsTheyAre = (network: Module): void => {
  for (const [name, parameter] of network.namedParameters()) {
    if (!name.endsWith('_dyn_agg.weight')) continue;
    const [outputs, inputs] = parameter.shape as [number, number];
    const values = new Float32Array(outputs * inputs * 9);
    for (let channel = 0; channel < outputs; channel++) values[(channel * inputs + channel) * 9 + 4] = 2;
    parameter.load(values);
  }
};

/**
 * Lets a narrow MRefSR begin with the picture of its `base` network and references taken as they were matched: it borrows after some
 * hundred iterations, where the published initial values have not come to bicubic.
 *
 * @param base Weights of the network that `base` of the configuration describes.
 */
export const startNarrow = async (
  network: MRAPARestorationNet,
  seed: number,
  base: StateDict,
): Promise<void> => {
  fillKaiming(network, seed, factorOf);
  takeAsTheyAre(network);
  const state = await network.stateDict();
  for (const [name, tensor] of base) state.set(`base.${name}`, { ...tensor, name: `base.${name}` });
  network.loadStateDict(state);
};
