/** One measurement; PyTorch reads the same object. */
export interface BackendCase {
  readonly kind: 'forward' | 'train' | 'train-gan';
  /** Side of the square input. */
  readonly side: number;
  /** Residual in residual dense blocks of RRDBNet(64). */
  readonly blocks: number;
  readonly warmUp: number;
  readonly runs: number;
}

/** What a contender prints. */
export interface BackendTimes {
  readonly seconds: readonly number[];
  readonly peakBytes: number;
  readonly version: string;
}

export const caseName = ({ kind, side, blocks }: BackendCase): string => {
  const network = `RRDBNet(64,${blocks}), ${side}x${side}`;
  if (kind === 'forward') return `${network}, forward`;
  return `${network}, training step${kind === 'train-gan' ? ' with U-Net discriminator' : ''}`;
};

/** The papers' sizes; `quick`: small ones, to see that everything runs. */
export const backendCases = (quick: boolean): readonly BackendCase[] =>
  quick
    ? [
        { kind: 'forward', side: 16, blocks: 1, warmUp: 0, runs: 1 },
        { kind: 'train-gan', side: 16, blocks: 1, warmUp: 0, runs: 1 },
      ]
    : [
        { kind: 'forward', side: 64, blocks: 23, warmUp: 2, runs: 5 },
        { kind: 'forward', side: 128, blocks: 23, warmUp: 1, runs: 3 },
        { kind: 'forward', side: 256, blocks: 23, warmUp: 0, runs: 1 },
        { kind: 'train', side: 32, blocks: 23, warmUp: 1, runs: 4 },
        { kind: 'train-gan', side: 32, blocks: 6, warmUp: 1, runs: 4 },
      ];
