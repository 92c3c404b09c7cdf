import type { SuperResolutionNetwork } from '@srkit/models';
import { FeatheredRows } from './feathered-rows';
import type { UpscaledPart } from './options';
import type { OutputPicture, Patch } from './output-picture';
import { type PaddedPicture, type PassKind, readWindow } from './read-window';
import type { Cursor } from './replay-parts';
import { runStrip } from './run-strip';
import { type Area, runTile, type TileOutput } from './run-tile';
import { type Bands, type Span, stripsOf, type TilePlan, type TileSpan } from './tile-plan';

export interface Pass {
  readonly network: SuperResolutionNetwork;
  readonly picture: PaddedPicture;
  readonly kind: PassKind;
  readonly plan: TilePlan;
  readonly output: OutputPicture;
  readonly maxReconstructPixels: number;
  /** Where an earlier try stopped; moves on as lines are written. */
  readonly cursor: Cursor;
  /** Called with each band that has been written. */
  readonly onBand: (band: Omit<UpscaledPart, 'pass'>) => void;
  /**
   * Called now and then with the part of the pass's work that is done, 0..1; throws to stop. Resolves in a new task, so
   * that timers and signals get their turn.
   */
  readonly onWork: (done: number) => Promise<void>;
}

const isLast = (spans: readonly TileSpan[], i: number): boolean => i === spans.length - 1;

/** A tile's core with the part of its seams that it shares with its neighbours. */
const withSeams = (spans: readonly TileSpan[], i: number, feather: number): Span => {
  const { core } = spans[i]!;
  return {
    start: i === 0 ? core.start : core.start - feather,
    end: isLast(spans, i) ? core.end : core.end + feather,
  };
};

/** The part of a strip that is not written yet, with as much before it as the network sees. */
const rest = (span: TileSpan, line: number, network: SuperResolutionNetwork): TileSpan => {
  const multiple = network.inputMultiple;
  const start = Math.floor(line / network.scale / multiple) * multiple;
  if (start <= span.window.start) return span;
  const reach = Math.ceil(network.halo / multiple) * multiple;
  return {
    core: { ...span.core, start: Math.max(span.core.start, start) },
    window: { ...span.window, start: Math.max(span.window.start, start - reach) },
  };
};

/** Strip by strip, each in bands. */
const runStrips = async (pass: Pass, bands: Bands): Promise<void> => {
  const { network, picture, kind, plan, output, cursor, onBand, onWork } = pass;
  const { scale } = network;
  const strips = stripsOf(plan);
  const bitDepth = kind === 'colour' ? output.bitDepth : undefined;
  for (; cursor.strip < strips.length; cursor.strip++, cursor.line = 0) {
    const { row, column } = strips[cursor.strip]!;
    const strip = {
      row: bands.along === 1 ? rest(row, cursor.line, network) : row,
      column: bands.along === 2 ? rest(column, cursor.line, network) : column,
    };
    const main = bands.along === 1 ? strip.row : strip.column;
    const [length, first] = [main.window.end, main.window.start];
    const patches = runStrip({
      network,
      bands,
      ...strip,
      readPixels: (c, r) => readWindow(picture, kind, c, r),
      bitDepth,
      afterStep: (done) =>
        onWork((cursor.strip + (first + (length - first) * done) / length) / strips.length),
    });
    for await (const patch of patches) {
      const [at, lines] = bands.along === 1 ? [patch.y, patch.height] : [patch.x, patch.width];
      const placed = {
        ...patch,
        x: patch.x - picture.x.before * scale,
        y: patch.y - picture.y.before * scale,
      };
      output.write(kind, placed);
      cursor.line = at + lines;
      onBand({ along: bands.along, strips: strips.length, ...cursor, ...placed });
    }
  }
};

/** Runs the network over one set of channels, tile by tile, into the output picture. */
export const runPass = async (pass: Pass): Promise<void> => {
  if (pass.plan.bands) return runStrips(pass, pass.plan.bands);
  return runTiles(pass);
};

const runTiles = async (pass: Pass): Promise<void> => {
  const { network, picture, kind, plan, output } = pass;
  const { columns, rows, feather } = plan;
  const { scale } = network;
  const outX = (x: number): number => (x - picture.x.before) * scale;
  const outY = (y: number): number => (y - picture.y.before) * scale;
  const outSpan = ({ start, end }: Span, to: (v: number) => number): Span => ({
    start: to(start),
    end: to(end),
  });
  const patchOf = ({ area, data }: TileOutput): Patch => ({
    x: outX(area.x.start),
    y: outY(area.y.start),
    width: (area.x.end - area.x.start) * scale,
    height: (area.y.end - area.y.start) * scale,
    data,
  });

  const domainWidth = outX(columns.at(-1)!.core.end);
  const tallest = Math.max(
    ...rows.map((_, r) => withSeams(rows, r, feather).end - withSeams(rows, r, feather).start),
  );
  const blended =
    feather > 0
      ? new FeatheredRows(
          domainWidth,
          feather * scale,
          (tallest + network.featureStride) * scale,
          network.outChannels,
        )
      : undefined;

  // Seams and greys are mixed from floats.
  const bitDepth = blended || kind !== 'colour' ? undefined : output.bitDepth;
  for (const [r, row] of rows.entries()) {
    for (const [c, column] of columns.entries()) {
      await pass.onWork((r * columns.length + c) / (rows.length * columns.length));
      const window: Area = { x: column.window, y: row.window };
      const wanted: Area = { x: withSeams(columns, c, feather), y: withSeams(rows, r, feather) };
      const pixels = readWindow(picture, kind, column, row);
      const { maxReconstructPixels } = pass;
      const request = { network, pixels, window, wanted, maxReconstructPixels, bitDepth };
      for await (const tile of runTile(request)) {
        const patch = patchOf(tile);
        if (!blended) {
          output.write(kind, patch);
          continue;
        }
        blended.add(
          patch,
          { x: outSpan(column.core, outX), y: outSpan(row.core, outY) },
          {
            x: { start: c === 0, end: isLast(columns, c) },
            y: { start: r === 0, end: isLast(rows, r) },
          },
        );
      }
    }
    if (blended) {
      const end = isLast(rows, r) ? row.core.end : row.core.end - feather;
      output.write(kind, blended.take(outY(end)));
    }
  }
};
