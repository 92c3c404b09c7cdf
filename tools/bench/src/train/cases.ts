/** One measurement; PyTorch reads the same object. */
export type TrainCase = {
  readonly batch: number;
  readonly side: number;
  readonly steps: number;
  /** Whether blocks are computed again on the way back. */
  readonly recompute?: boolean;
} & (
  | { readonly kind: 'esrnet' | 'gan'; readonly blocks: number }
  | { readonly kind: 'compact'; readonly feat: number; readonly convs: number }
  | {
      readonly kind: 'mrefsr';
      readonly feat: number;
      readonly blocks: number;
      readonly references: number;
    }
  | { readonly kind: 'contrastive' }
);

/** The same trainings with samples that are degraded on the way: what waits for whom. */
export type LoaderCase = TrainCase & { readonly pictures: string | undefined };

/** Many steps of a small training. */
export interface MemoryCase {
  readonly steps: number;
}

export type Job =
  | { readonly what: 'steps'; readonly one: TrainCase }
  | { readonly what: 'loader'; readonly one: LoaderCase }
  | { readonly what: 'memory'; readonly one: MemoryCase };

/** What a contender prints of its steps, without those that warm up. */
export interface TrainTimes {
  readonly seconds: readonly number[];
  readonly peakBytes: number;
  readonly version: string;
}

/** What srkit says besides. */
export interface TrainerTimes extends TrainTimes {
  /** Seconds from the start of the process to that of the first step. */
  readonly start: number;
  /** Share of a step in which the trainer waited for its source. */
  readonly idle: number;
}

/** Resident bytes after a tenth of the steps and at the end, and tensors then. */
export interface MemoryGrowth {
  readonly early: number;
  readonly late: number;
  readonly earlyTensors: number;
  readonly lateTensors: number;
  readonly steps: number;
}

/** Steps at the start that are not counted: kernels and buffers are made in them. */
export const WARM_UP = 1;

export const caseName = (one: TrainCase): string => {
  const size = `${one.side}x${one.side}, batch ${one.batch}`;
  switch (one.kind) {
    case 'esrnet':
      return `RRDBNet(64,${one.blocks}), ${size}`;
    case 'gan':
      return `RRDBNet(64,${one.blocks}) with U-Net discriminator, ${size}`;
    case 'compact':
      return `SRVGG(${one.feat},${one.convs}), ${size}`;
    case 'mrefsr':
      return `MRefSR(${one.feat},${one.blocks}), ${size}, ${one.references} ${one.references === 1 ? 'reference' : 'references'}`;
    case 'contrastive':
      return `C2-Matching stage 1, ${size}`;
  }
};

/** The papers' sizes; `quick`: small ones, to see that everything runs. */
export const trainCases = (quick: boolean): TrainCase[] =>
  quick
    ? [
        { kind: 'esrnet', blocks: 1, side: 12, batch: 1, steps: 1 },
        { kind: 'gan', blocks: 1, side: 12, batch: 1, steps: 1 },
        { kind: 'compact', feat: 16, convs: 2, side: 16, batch: 2, steps: 1 },
        { kind: 'mrefsr', feat: 16, blocks: 1, references: 2, side: 8, batch: 1, steps: 1 },
        { kind: 'contrastive', side: 80, batch: 1, steps: 1 },
      ]
    : [
        { kind: 'esrnet', blocks: 23, side: 32, batch: 1, steps: 5 },
        { kind: 'esrnet', blocks: 23, side: 48, batch: 4, steps: 2 },
        { kind: 'gan', blocks: 6, side: 32, batch: 1, steps: 5 },
        { kind: 'compact', feat: 64, convs: 16, side: 64, batch: 16, steps: 3 },
        { kind: 'mrefsr', feat: 64, blocks: 16, references: 1, side: 40, batch: 2, steps: 2 },
        { kind: 'mrefsr', feat: 64, blocks: 16, references: 5, side: 40, batch: 2, steps: 2 },
        { kind: 'contrastive', side: 160, batch: 8, steps: 3 },
      ];

/** What recomputation is for, and what it costs: with and without. */
export const recomputeCase = (quick: boolean): TrainCase =>
  quick
    ? { kind: 'esrnet', blocks: 1, side: 12, batch: 1, steps: 1 }
    : { kind: 'esrnet', blocks: 23, side: 64, batch: 4, steps: 1 };

export const loaderCases = (quick: boolean, pictures: string | undefined): LoaderCase[] =>
  quick
    ? [{ kind: 'compact', feat: 16, convs: 2, side: 64, batch: 2, steps: 2, pictures }]
    : [
        { kind: 'esrnet', blocks: 23, side: 48, batch: 4, steps: 3, pictures },
        { kind: 'compact', feat: 64, convs: 16, side: 64, batch: 16, steps: 5, pictures },
      ];
