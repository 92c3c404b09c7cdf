import type { Raster } from '@srkit/image';
import type { SuperResolutionNetwork } from '@srkit/models';
import { type Axis, borderAxis, roundUp } from './axis';
import { planBands } from './band-plan';
import type { BorderMode } from './options';
import { OutputPicture } from './output-picture';
import { firstChannel, type PaddedPicture, type PassKind, readWindow } from './read-window';
import { runStrip } from './run-strip';
import type { SampleRange } from './sample-range';
import type { TilePlan, TileSpan } from './tile-plan';

/** Side of what is compared, in input pixels: a seam's blended part, and a little beside it. */
const SIDE = 32;
/** Part of the picture's own work that looking may cost. */
const MOST_WORK = 1 / 4;
/** A reference that sees less than so many times as far as the tiles says nothing. */
const LEAST_HALOS = 2;

/** How far a result of tiles with a narrow halo is from what the network makes of the picture, at one place. */
export interface SeamError {
  /** Levels of 255. */
  readonly largest: number;
  readonly mean: number;
  /** Part of the samples that differ. */
  readonly share: number;
  /** What was compared, in input pixels: at the seam with the most detail. */
  readonly at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** How far the reference saw, in input pixels: the network's halo where that costs a quarter of the picture at most. */
  readonly halo: number;
}

/** A picture that was enlarged by a plan. */
export interface SeamRun {
  readonly network: SuperResolutionNetwork;
  /** What the network saw. */
  readonly source: Raster;
  readonly range: SampleRange;
  readonly border: BorderMode;
  readonly kind: PassKind;
  readonly x: Axis;
  readonly y: Axis;
  readonly plan: TilePlan;
  readonly memoryBudget: number;
  readonly largestTensorBytes: number;
}

/** A place to look at, and what it costs. */
export interface SeamCheck {
  readonly strip: { readonly column: TileSpan; readonly row: TileSpan };
  readonly picture: PaddedPicture;
  readonly plan: TilePlan;
  readonly halo: number;
  /** Input pixels that the network computes for it. */
  readonly pixels: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Positions in the picture where tiles meet along one side; its middle where none do. */
const seamsOf = (spans: readonly TileSpan[], { before, size }: Axis): number[] => {
  const seams = spans.slice(0, -1).map(({ core }) => core.end - before);
  const inside = seams.filter((seam) => seam > 0 && seam < size);
  return inside.length > 0 ? inside : [size >> 1];
};

/** Sum of the differences of neighbours around a point: where it is large a network has most to do. */
const detailAt = ({ data, width, height, channels }: Raster, { x, y }: Point): number => {
  const [left, right] = [Math.max(1, x - SIDE / 2), Math.min(width, x + SIDE / 2)];
  const [top, bottom] = [Math.max(1, y - SIDE / 2), Math.min(height, y + SIDE / 2)];
  let sum = 0;
  for (let row = top; row < bottom; row++) {
    for (let i = (row * width + left) * channels; i < (row * width + right) * channels; i++) {
      const value = data[i]!;
      sum += Math.abs(value - data[i - channels]!) + Math.abs(value - data[i - width * channels]!);
    }
  }
  return sum;
};

const spanAround = (
  at: number,
  { before, padded, coreEnd }: Axis,
  halo: number,
  multiple: number,
): TileSpan => {
  const start = Math.floor((Math.max(0, at - SIDE / 2) + before) / multiple) * multiple;
  const end = Math.min(coreEnd, start + roundUp(SIDE, multiple));
  const reach = roundUp(halo, multiple);
  return {
    core: { start, end },
    window: { start: Math.max(0, start - reach), end: Math.min(padded, end + reach) },
  };
};

const lengthOf = ({ window }: TileSpan): number => window.end - window.start;

const axisOf = (size: number): Axis => ({
  size,
  before: 0,
  padded: size,
  coreEnd: size,
  secondPadding: size,
});

/**
 * Where the error of a plan with a narrow halo is to be measured, with as wide a halo as a quarter of the picture's work
 * and the memory allow. Undefined where that is not much wider than the plan's own, or the network sees everything.
 */
export const planSeamCheck = (run: SeamRun): SeamCheck | undefined => {
  const { network, source, range, border, x, y, plan, memoryBudget, largestTensorBytes } = run;
  const { graph, inputMultiple: multiple } = network;
  if (plan.exact || graph.facts.obstacle) return undefined;
  const points = seamsOf(plan.rows, y).flatMap((py) =>
    seamsOf(plan.columns, x).map((px) => ({ x: px, y: py })),
  );
  const detail = new Map(points.map((point) => [point, detailAt(source, point)]));
  const worst = points.reduce((a, b) => (detail.get(b)! > detail.get(a)! ? b : a));
  const most = MOST_WORK * plan.overhead * x.size * y.size;
  const least = LEAST_HALOS * Math.max(1, plan.halo);
  for (let halo = network.halo; halo >= least; halo = Math.floor(0.9 * halo)) {
    // Beyond the picture it is continued as far as the reference sees.
    const axes = border === 'zero' ? [x, y] : [x, y].map(({ size }) => borderAxis(size, halo, multiple));
    const [across, down] = axes as [Axis, Axis];
    const column = spanAround(worst.x, across, halo, multiple);
    const row = spanAround(worst.y, down, halo, multiple);
    const pixels = lengthOf(column) * lengthOf(row);
    if (pixels > most) continue;
    const bands = planBands({
      graph,
      x: axisOf(lengthOf(column)),
      y: axisOf(lengthOf(row)),
      memoryBudget,
      largestTensorBytes,
    });
    if (!bands || bands.columns.length * bands.rows.length > 1) continue;
    const picture = { raster: source, x: across, y: down, border, maximum: range.maximum };
    return { strip: { column, row }, picture, plan: bands, halo, pixels: pixels * bands.overhead };
  }
  return undefined;
};

/** Channels of the result that a pass has made. */
const channelsOf = (kind: PassKind, channels: number): readonly number[] => {
  if (kind === 'colour') return [0, 1, 2];
  if (kind !== 'rgba') return [firstChannel(kind, channels)];
  return Array.from({ length: channels }, (_, c) => c);
};

/** Computes the place with the wide halo, and says how far the result is from it. */
export const seamError = async (
  { network, range, kind, source }: SeamRun,
  { strip, picture, plan, halo }: SeamCheck,
  result: OutputPicture,
  afterStep: (done: number) => Promise<void>,
): Promise<SeamError> => {
  const { scale } = network;
  const [left, top] = [strip.column.core.start, strip.row.core.start];
  const [width, height] = [strip.column.core.end - left, strip.row.core.end - top];
  const exact = new OutputPicture(width * scale, height * scale, source.channels, range);
  const patches = runStrip({
    network,
    bands: plan.bands!,
    ...strip,
    readPixels: (column, row) => readWindow(picture, kind, column, row),
    bitDepth: kind === 'colour' ? range.bitDepth : undefined,
    afterStep,
  });
  for await (const patch of patches) {
    exact.write(kind, { ...patch, x: patch.x - left * scale, y: patch.y - top * scale });
  }
  const [x, y] = [left - picture.x.before, top - picture.y.before];
  const at = { x, y, width: Math.min(width, source.width - x), height: Math.min(height, source.height - y) };
  const { channels } = source;
  let [largest, sum, differ, count] = [0, 0, 0, 0];
  for (let row = 0; row < at.height * scale; row++) {
    for (let column = 0; column < at.width * scale; column++) {
      const one = (row * exact.width + column) * channels;
      const other = ((y * scale + row) * result.width + x * scale + column) * channels;
      for (const c of channelsOf(kind, channels)) {
        const difference = Math.abs(exact.data[one + c]! - result.data[other + c]!);
        if (difference > 0) differ++;
        sum += difference;
        largest = Math.max(largest, difference);
        count++;
      }
    }
  }
  const level = 255 / range.maximum;
  return { largest: largest * level, mean: (sum / count) * level, share: differ / count, at, halo };
};
