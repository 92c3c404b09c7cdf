import { type BandFacts, bandFacts, bandLimits, type Graph } from '@srkit/nn';
import { type Axis, roundUp } from './axis';
import { type Bands, type Span, type TilePlan, type TileSpan, widest } from './tile-plan';

export interface BandRequest {
  readonly graph: Graph;
  readonly x: Axis;
  readonly y: Axis;
  /** Device memory for what the network holds, in bytes. */
  readonly memoryBudget: number;
  /** The largest tensor that the device takes, in bytes. */
  readonly largestTensorBytes: number;
}

/** Bands of fewer rows are mostly rows that are computed again. */
const FEWEST_ROWS = 4;
/** Two bands from which memory and work of all others follow. */
const SAMPLES = [16, 64] as const;
/** More strips are mostly halo. */
const MOST_STRIPS = 64;
/** Part of the budget that is left to a backend's own scratch. */
const RESERVE = 1 / 16;

/** More memory is taken only where it saves more of the work than this. */
const WORTH = 0.02;
/** A picture that takes no more than this is computed in one piece, if the budget allows it. */
const SMALL_BYTES = 512 * 2 ** 20;

/** How memory and work depend on the rows of a band. */
interface Model {
  /** Bytes for each column: `carried + rows * perRow`. */
  readonly carried: number;
  readonly perRow: number;
  /** Work over that of one piece: `1 + again / rows`. */
  readonly again: number;
  /** Bytes for each column and row of the largest tensor. */
  readonly largest: number;
}

const factsOf = (graph: Graph, rows: number, band: number): BandFacts =>
  bandFacts(graph, { rows, most: bandLimits(graph, band) });

const modelOf = (graph: Graph, rows: number): Model => {
  const [few, many] = SAMPLES.map((band) => {
    const lines = roundUp(band, graph.facts.inputMultiple);
    return { lines, ...factsOf(graph, rows, lines) };
  }) as [BandFacts & { lines: number }, BandFacts & { lines: number }];
  const perRow = (many.peakBytesPerColumn - few.peakBytesPerColumn) / (many.lines - few.lines);
  return {
    carried: few.peakBytesPerColumn - few.lines * perRow,
    perRow,
    again: (few.work - 1) * few.lines,
    largest: graph.facts.largestTensorBytes,
  };
};

const total = (spans: readonly TileSpan[]): number =>
  spans.reduce((sum, { window }) => sum + window.end - window.start, 0);

/** The padded picture along one side, in parts that see as far as the network does. */
const strips = (axis: Axis, count: number, halo: number, multiple: number): TileSpan[] => {
  const size = roundUp(Math.ceil((axis.coreEnd - axis.before) / count), multiple);
  const reach = roundUp(halo, multiple);
  const spans: TileSpan[] = [];
  for (let start = axis.before; start < axis.coreEnd; start += size) {
    const core: Span = { start, end: Math.min(start + size, axis.coreEnd) };
    spans.push({
      core,
      window: { start: Math.max(0, core.start - reach), end: Math.min(axis.padded, core.end + reach) },
    });
  }
  return spans;
};

const whole = (axis: Axis): TileSpan => ({
  core: { start: axis.before, end: axis.coreEnd },
  window: { start: 0, end: axis.padded },
});

interface Choice {
  readonly bands: Bands;
  /** Across the bands' direction. */
  readonly strips: readonly TileSpan[];
  readonly work: number;
}

/** The choice of least work along one direction; undefined when nothing fits. */
const choose = (request: BandRequest, along: 1 | 2): Choice | undefined => {
  const { graph, x, y, memoryBudget, largestTensorBytes } = request;
  const { inputMultiple: multiple, halo } = graph.facts;
  const [main, cross] = along === 1 ? [y, x] : [x, y];
  const budget = memoryBudget * (1 - RESERVE);
  const area = main.padded * cross.padded;
  const fits = graph.facts.largestTensorBytes * area <= largestTensorBytes;
  const bytes = factsOf(graph, main.padded, main.padded).peakBytesPerColumn * cross.padded;
  if (fits && bytes <= Math.min(budget, SMALL_BYTES)) {
    return { bands: { along, rows: main.padded, whole: true }, strips: [whole(cross)], work: 1 };
  }
  const { carried, perRow, again, largest } = modelOf(graph, main.padded);
  let best: Choice | undefined;
  for (let count = 1; count <= MOST_STRIPS; count++) {
    const parts = strips(cross, count, halo, multiple);
    const width = widest(parts);
    const affordable = Math.min((budget / width - carried) / perRow, largestTensorBytes / (largest * width));
    const rows = Math.min(Math.floor(affordable / multiple) * multiple, main.padded);
    if (rows < FEWEST_ROWS * multiple) continue;
    const work = (total(parts) / cross.size) * (1 + again / rows);
    if (!best || work < best.work)
      best = { bands: { along, rows, whole: rows >= main.padded }, strips: parts, work };
    // One strip more costs two halos more.
    if (best && total(parts) / cross.size > best.work) break;
  }
  if (!best) return undefined;
  // Of the bands that cost next to nothing more, the lowest: they take the least memory.
  const { strips: parts, bands } = best;
  const enough = Math.ceil(again / (again / bands.rows + WORTH));
  const rows = Math.min(bands.rows, roundUp(Math.max(enough, FEWEST_ROWS), multiple));
  const work = (total(parts) / cross.size) * (1 + again / rows);
  const isWhole = rows >= main.padded || rows === bands.rows;
  return { bands: isWhole ? bands : { along, rows, whole: false }, strips: parts, work };
};

/** The plan with these bands in these strips, and what it costs. */
const planOf = (
  { graph, x, y }: Pick<BandRequest, 'graph' | 'x' | 'y'>,
  bands: Bands,
  parts: readonly TileSpan[],
): TilePlan => {
  const [columns, rows] = bands.along === 1 ? [parts, [whole(y)]] : [[whole(x)], parts];
  const [main, across] = bands.along === 1 ? [y, x] : [x, y];
  const { work, peakBytesPerColumn } = factsOf(graph, main.padded, bands.rows);
  const size = ({ core }: TileSpan, axis: Axis): number => Math.min(core.end - core.start, axis.size);
  return {
    columns,
    rows,
    tile: [size(columns[0]!, x), size(rows[0]!, y)],
    halo: graph.facts.halo,
    sees: graph.facts.halo,
    exact: true,
    feather: 0,
    overhead: (work * main.padded * total(parts)) / (main.size * across.size),
    bytes: peakBytesPerColumn * widest(parts),
    bands,
  };
};

/**
 * Divides a picture into bands that the network is run on one after the other, each step carrying on where it stopped,
 * and, where not even the rows that are carried fit into the memory, into strips with the network's halo between them.
 *
 * @returns Undefined when the budget is too small for any strip.
 */
export const planBands = (request: BandRequest): TilePlan | undefined => {
  const choices = ([1, 2] as const)
    .map((along) => choose(request, along))
    .filter((choice) => choice !== undefined);
  const [first] = choices.sort((a, b) => a.work - b.work);
  return first && planOf(request, first.bands, first.strips);
};

/** The same strips in bands of half the rows, for a device that has less memory than was thought; undefined: of none. */
export const halveBands = (
  request: Pick<BandRequest, 'graph' | 'x' | 'y'>,
  { bands, columns, rows }: TilePlan & { readonly bands: Bands },
): TilePlan | undefined => {
  const { inputMultiple } = request.graph.facts;
  const half = Math.floor(bands.rows / 2 / inputMultiple) * inputMultiple;
  if (half === 0) return undefined;
  return planOf(request, { ...bands, rows: half, whole: false }, bands.along === 1 ? columns : rows);
};
