import { mutate } from './mutate';
import { randomOf } from './random';

/** One input: which target, and the two numbers that it is made from. */
export interface Job {
  readonly target: string;
  readonly seed: number;
  readonly input: number;
}

/** What came of it; `problem` is undefined when all was as it should be. */
export interface Outcome extends Job {
  readonly problem: string | undefined;
}

/** The input's bytes. */
export const inputOf = (seeds: readonly Uint8Array[], { seed, input }: Job): Uint8Array => {
  const random = randomOf(seed, input);
  return mutate(seeds[Math.floor(random() * seeds.length)]!, random);
};
