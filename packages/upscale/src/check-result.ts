import { DeviceError, type Raster } from '@srkit/core';
import type { TilePlan } from './tile-plan';

/** Side of the squares whose means are compared, in input pixels: detail may change, and is gone at this size. */
const CELL = 8;

/** Mean of a square (of 1) that no network changes so much and a failed one does. The released ones stay below 0.06. */
export const GROSS = 0.25;

/** Beyond this a square is worth a word. */
const MILD = 0.12;

/** Share of squares that must be as they should for the others to be called broken rather than the network's way. */
const SOUND_SHARE = 1 / 3;

/** Change of colours at which keeping them is worth recommending: four levels of 255. */
const LARGE_DRIFT = 4 / 255;

interface Cell {
  readonly x: number;
  readonly y: number;
  /** Change of the channel that changed most. */
  readonly change: number;
}

/** How far a result is from its input at low resolution. Differences are parts of white. */
export interface Fidelity {
  /** Change of the colours of 8 x 8 input pixels, the median of all such squares. */
  readonly drift: number;
  /** The largest such change. */
  readonly worst: number;
  readonly warnings: readonly string[];
  /** Where most of the picture is far off: the worst place, and its tile for people. */
  readonly suspect?: Cell & { readonly where: string };
}

type Samples = Pick<Raster, 'width' | 'height' | 'channels' | 'data'>;

/** Squares that a picture is divided into. */
interface Grid {
  readonly across: number;
  readonly down: number;
}

/**
 * Means of each channel over squares of that side, `[down, across, channels]`; the last ones are larger by what is left over.
 * Sums of samples as they are: planes of floats would take six times the memory of the picture.
 */
const squareMeans = (
  { width, height, channels, data }: Samples,
  side: number,
  { across, down }: Grid,
): Float64Array => {
  const means = new Float64Array(across * down * channels);
  const endOf = (i: number, count: number, size: number): number => (i === count - 1 ? size : (i + 1) * side);
  for (let row = 0; row < down; row++) {
    for (let y = row * side; y < endOf(row, down, height); y++) {
      for (let column = 0; column < across; column++) {
        const to = (row * across + column) * channels;
        const end = (y * width + endOf(column, across, width)) * channels;
        for (let i = (y * width + column * side) * channels; i < end; i += channels)
          for (let c = 0; c < channels; c++) means[to + c]! += data[i + c]!;
      }
    }
    for (let column = 0; column < across; column++) {
      const area = (endOf(row, down, height) - row * side) * (endOf(column, across, width) - column * side);
      for (let c = 0; c < channels; c++) means[(row * across + column) * channels + c]! /= area;
    }
  }
  return means;
};

/** Number (from 1) and place of the tile or band around an input pixel, for people. */
const tileAt = (plan: TilePlan, before: { x: number; y: number }, cell: Cell): string => {
  const { columns, rows, bands } = plan;
  const index = (spans: TilePlan['columns'], position: number) =>
    Math.max(
      0,
      spans.findIndex(({ core }) => position >= core.start && position < core.end),
    );
  const [column, row] = [index(columns, cell.x + before.x), index(rows, cell.y + before.y)];
  const { core: across } = columns[column]!;
  const { core: down } = rows[row]!;
  if (bands && !bands.whole) {
    const [position, span, offset] =
      bands.along === 1 ? [cell.y + before.y, down, before.y] : [cell.x + before.x, across, before.x];
    const number = Math.floor(position / bands.rows);
    const start = Math.max(span.start, number * bands.rows) - offset;
    const end = Math.min(span.end, (number + 1) * bands.rows) - offset;
    const [along, other] = bands.along === 1 ? ['rows', 'columns'] : ['columns', 'rows'];
    const [cross, shift] = bands.along === 1 ? [across, before.x] : [down, before.y];
    return `the band of ${along} ${start} to ${end} (${other} ${cross.start - shift} to ${cross.end - shift} of the picture)`;
  }
  const number = row * columns.length + column + 1;
  return `tile ${number} of ${columns.length * rows.length} (columns ${across.start - before.x} to ${across.end - before.x}, rows ${down.start - before.y} to ${down.end - before.y} of the picture)`;
};

const levels = (change: number): string => `${Math.round(255 * change)} levels of 255`;

/** The error for a tile whose result is not what the network makes of it. */
export const brokenTile = (where: string, change: number): DeviceError =>
  new DeviceError(
    'E_DEVICE_RESULT',
    `The result is broken in ${where}: at low resolution it differs from the picture by ${levels(change)}. Try another backend (--backend) or a smaller tile (--tile). To have it as it is, turn the check off: { check: false } (--no-check).`,
  );

/**
 * Compares a result with its input at low resolution, where super-resolution changes next to nothing. A black, saturated
 * or shifted tile, or a bar in one, stands out from the rest of the picture. Where most of the picture is far off it may
 * be the network's way (an untrained one's), and `suspect` says where to look.
 *
 * @param source What the network saw, without padding.
 * @param before Padding in front of the picture in the plan's positions.
 * @throws DeviceError `E_DEVICE_RESULT` naming the tile or band.
 */
export const checkResult = (
  source: Raster,
  result: Samples,
  scale: number,
  maximum: number,
  plan: TilePlan,
  before: { x: number; y: number },
): Fidelity => {
  const { width, height, channels } = source;
  const colours = channels < 3 ? 1 : 3;
  const cells: Cell[] = [];
  const changes: number[] = [];
  // Squares of the border are larger rather than narrow: a mean over few pixels may well change.
  const [across, down] = [Math.max(1, Math.floor(width / CELL)), Math.max(1, Math.floor(height / CELL))];
  const seen = squareMeans(source, CELL, { across, down });
  const made = squareMeans(result, CELL * scale, { across, down });
  for (let i = 0; i < across * down; i++) {
    let change = 0;
    let ofColours = 0;
    for (let c = 0; c < channels; c++) {
      const one = Math.abs(made[i * channels + c]! - seen[i * channels + c]!) / maximum;
      if (c < colours) ofColours += one / colours;
      change = Math.max(change, one);
    }
    cells.push({ x: CELL * (i % across), y: CELL * Math.floor(i / across), change });
    changes.push(ofColours);
  }
  const worst = cells.reduce((a, b) => (b.change > a.change ? b : a));
  const sound = cells.filter(({ change }) => change < MILD).length / cells.length;
  const where = tileAt(plan, before, worst);
  const isGross = worst.change >= GROSS;
  if (isGross && sound >= SOUND_SHARE) throw brokenTile(where, worst.change);
  const drift = changes.sort((a, b) => a - b)[changes.length >> 1]!;
  const warnings: string[] = [];
  if (isGross) {
    warnings.push(
      `the result has little to do with the picture: at low resolution it differs by ${levels(drift)} in most places; is the checkpoint a trained one?`,
    );
  } else if (worst.change >= MILD) {
    warnings.push(`${where} differs from the picture by ${levels(worst.change)} at low resolution`);
  }
  if (drift >= LARGE_DRIFT && !isGross) {
    warnings.push(
      `the network changes colours by ${levels(drift)} in most places; { keepColours: true } (--keep-colours) keeps the picture's`,
    );
  }
  return { drift, worst: worst.change, warnings, ...(isGross && { suspect: { ...worst, where } }) };
};
