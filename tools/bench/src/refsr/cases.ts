/** One call of `RefUpscaler.upscale`; PyTorch reads the same object. */
export interface RefsrCase {
  readonly kind: 'refsr';
  /** Which line it lies on. */
  readonly line: string;
  /** What is doubled along the line, over that of its first case. */
  readonly times: number;
  /** Of the low-resolution picture. */
  readonly width: number;
  readonly height: number;
  readonly references: number;
  readonly refWidth: number;
  readonly refHeight: number;
  readonly warmUp: number;
  readonly runs: number;
  /** Whether it is measured beside PyTorch; pictures are square then, and references have four times their sides. */
  readonly beside: boolean;
}

export const caseName = ({ line, width, height, references, refWidth, refHeight }: RefsrCase): string =>
  `${line}: LR ${width}x${height}, ${references} of ${refWidth}x${refHeight}`;

const one = (line: string, side: number, references: number, refSide: number, runs = 1): RefsrCase => ({
  kind: 'refsr',
  line,
  times: 1,
  width: side,
  height: side,
  references,
  refWidth: refSide,
  refHeight: refSide,
  warmUp: runs > 1 ? 1 : 0,
  runs,
  beside: false,
});

/** Cases of a line, each of twice as much as the one before. */
const doubled = (values: readonly number[], of: (value: number) => RefsrCase): RefsrCase[] =>
  values.map((value, i) => ({ ...of(value), times: 2 ** i }));

/** What the memory bar is about. */
export const FULL: RefsrCase = {
  ...one('full', 500, 5, 2000),
  height: 400,
  refHeight: 1500,
};

export const refsrCases = (quick: boolean): readonly RefsrCase[] =>
  quick
    ? [{ ...one('beside PyTorch', 12, 2, 48), beside: true }, one("picture's area", 16, 1, 64)]
    : [
        { ...one('beside PyTorch', 40, 5, 160, 3), beside: true },
        ...doubled([40, 56, 80], (side) => one("picture's area", side, 2, 320)),
        ...doubled([320, 452, 640], (side) => one("references' area", 40, 2, side)),
        ...doubled([1, 2, 4, 8], (count) => one('number of references', 40, count, 320)),
      ];
