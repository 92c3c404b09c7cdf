import type { StateDict } from '@srkit/checkpoints';
import { BENCH_MODEL, loadModelState } from '../shared/load-model-state';
import { rrdbnetState } from './rrdbnet-state';

/** A network and the sizes of the pictures it is given. */
export interface Subject {
  readonly name: string;
  readonly sides: readonly number[];
  loadState(): Promise<StateDict>;
}

/** One line of work: a network on a square picture. */
export interface BenchCase {
  readonly name: string;
  readonly subject: Subject;
  readonly width: number;
  readonly height: number;
}

const subjects = (model: string | undefined): Subject[] => [
  { name: 'RRDBNet(64,23)', sides: [64, 128], loadState: rrdbnetState },
  {
    name: model ?? BENCH_MODEL,
    sides: [256, 512, 1024],
    loadState: async () => (await loadModelState(model)).state,
  },
];

const casesOf = (subject: Subject, sides: readonly number[]): BenchCase[] =>
  sides.map((side) => ({ name: `${subject.name}, ${side}x${side}`, subject, width: side, height: side }));

/** A small picture, to see that everything runs. */
export const quickCases = (): BenchCase[] => casesOf(subjects(undefined).at(-1)!, [32]);

/** The cases whose name contains `only`, in any case; all of them without it. */
export const benchCases = (model: string | undefined, only = ''): BenchCase[] =>
  subjects(model)
    .flatMap((subject) => casesOf(subject, subject.sides))
    .filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));
