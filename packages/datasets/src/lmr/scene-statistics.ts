import type { LmrGroup } from './lmr-group';
import type { SimilarityClass } from './similarity-class';

/** Values by range: bin i holds those from `i / bins * most` on; the last one everything above as well. */
export interface Histogram {
  readonly most: number;
  readonly counts: readonly number[];
}

export type ByClass = Readonly<Record<SimilarityClass, number>>;

/** What a scene, or a data set of scenes, holds. */
export interface LmrStatistics {
  readonly photos: number;
  readonly leftOut: {
    /** Photos without a depth map. */
    readonly depth: number;
    /** Photos that are missing, damaged, or of another size than their camera's. */
    readonly photos: number;
    /** Points without a finite position. */
    readonly points: number;
    /** Keypoints of no point. */
    readonly keypoints: number;
    /** Pairs that show the same picture twice. */
    readonly duplicates: number;
  };
  /** Pairs of a target and a possible reference, each direction by itself. */
  readonly pairs: ByClass;
  readonly overlaps: Histogram;
  readonly scaleRatios: Histogram;
  readonly groups: { readonly train: number; readonly test: number };
  /** References of groups, by class. */
  readonly references: { readonly train: ByClass; readonly test: ByClass };
  /** Photos that training could have had as targets and that no group was found for. */
  readonly targetsWithoutGroup: number;
  /** Photos that a group shows. */
  readonly coverage: { readonly train: number; readonly test: number };
}

const BINS = 20;
/** Largest of each histogram's axis. */
const MOST = { overlaps: 1, scaleRatios: 2 } as const;

const byClass = (classes: Iterable<SimilarityClass>): ByClass => {
  const counts = { H: 0, M: 0, L: 0 };
  for (const name of classes) counts[name]++;
  return counts;
};

/** Counts values while they come by. */
export class PairCounter {
  readonly #pairs = { H: 0, M: 0, L: 0 };
  readonly #overlaps = new Array<number>(BINS).fill(0);
  readonly #scaleRatios = new Array<number>(BINS).fill(0);
  duplicates = 0;

  add(name: SimilarityClass, overlap: number, scaleRatio: number): void {
    const bin = (value: number, most: number): number =>
      Math.max(0, Math.min(BINS - 1, Math.floor((value / most) * BINS)));
    this.#pairs[name]++;
    this.#overlaps[bin(overlap, MOST.overlaps)]!++;
    this.#scaleRatios[bin(scaleRatio, MOST.scaleRatios)]!++;
  }

  get totals(): Pick<LmrStatistics, 'pairs' | 'overlaps' | 'scaleRatios'> {
    return {
      pairs: this.#pairs,
      overlaps: { most: MOST.overlaps, counts: this.#overlaps },
      scaleRatios: { most: MOST.scaleRatios, counts: this.#scaleRatios },
    };
  }
}

/** What groups say of themselves. */
export const groupStatistics = (
  groups: readonly LmrGroup[],
): Pick<LmrStatistics, 'groups' | 'references' | 'coverage'> => {
  const of = (set: LmrGroup['set']) => {
    const own = groups.filter((group) => group.set === set);
    const photos = own.flatMap(({ scene, target, references }) =>
      [target, ...references].map(({ photo }) => `${scene}/${photo}`),
    );
    return {
      groups: own.length,
      references: byClass(own.flatMap(({ references }) => references.map((each) => each.class))),
      coverage: new Set(photos).size,
    };
  };
  const [train, test] = [of('train'), of('test')];
  return {
    groups: { train: train.groups, test: test.groups },
    references: { train: train.references, test: test.references },
    coverage: { train: train.coverage, test: test.coverage },
  };
};

/** The sum of two statistics, number by number; axes of histograms stay. */
export const addStatistics = (a: LmrStatistics, b: LmrStatistics): LmrStatistics => {
  const add = (x: unknown, y: unknown, name: string): unknown => {
    if (typeof x === 'number') return name === 'most' ? x : x + (y as number);
    if (Array.isArray(x)) return x.map((value, i) => add(value, (y as unknown[])[i], ''));
    const entries = Object.entries(x as object);
    return Object.fromEntries(
      entries.map(([key, value]) => [key, add(value, (y as Record<string, unknown>)[key], key)]),
    );
  };
  return add(a, b, '') as LmrStatistics;
};
