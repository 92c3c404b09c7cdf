import type { SuperResolutionNetwork } from '@srkit/models';
import { bandFacts, bandLimits, type Made, runBands } from '@srkit/nn';
import { canRepeat } from '@srkit/ops';
import { slice, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { Patch } from './output-picture';
import { readOutput } from './read-output';
import type { Bands, TileSpan } from './tile-plan';

export interface StripRequest {
  readonly network: SuperResolutionNetwork;
  readonly bands: Bands;
  readonly column: TileSpan;
  readonly row: TileSpan;
  /** `[height, width, channels]` floats of a window of the padded picture. */
  readonly readPixels: (column: TileSpan, row: TileSpan) => Float32Array;
  readonly bitDepth: 8 | 16 | undefined;
  /** Called after each step with the part of the strip's work that is done, 0..1. Resolves in a new task now and then. */
  readonly afterStep: (done: number) => Promise<void>;
}

const length = ({ start, end }: { start: number; end: number }): number => end - start;

const FLOAT_BYTES = 4;

const spanOf = (start: number, end: number): TileSpan => ({ core: { start, end }, window: { start, end } });

/**
 * Runs the network over one strip in bands and yields its output as it becomes complete, cut to the strip's core, in
 * output pixels of the padded picture. The device holds what the plan says.
 */
export async function* runStrip(request: StripRequest): AsyncGenerator<Patch> {
  const { network, bands, column, row, readPixels, bitDepth, afterStep } = request;
  const { graph, scale, inChannels } = network;
  const { along } = bands;
  const [main, cross] = along === 1 ? [row, column] : [column, row];
  const lines = length(main.window);
  const most = bandLimits(graph, bands.rows);
  const { multiplyAddsPerColumn: work } = bandFacts(graph, { rows: lines, most });
  const read = (start: number, end: number): Tensor4D => {
    const band = spanOf(main.window.start + start, main.window.start + end);
    const pixels = along === 1 ? readPixels(column, band) : readPixels(band, row);
    const [height, width] =
      along === 1 ? [end - start, length(column.window)] : [length(row.window), end - start];
    return tensor4d(pixels, [1, height, width, inChannels]);
  };
  /** Cuts what was made to the core and brings it from the device; undefined where nothing of it is in the core. */
  const bring = ({ value, ...made }: Made): Promise<Patch> | undefined => {
    // Lines outside of the core are not as the network sees them in the whole picture, or padding.
    const offset = main.window.start * scale;
    const start = Math.max(made.start, main.core.start * scale - offset);
    const end = Math.min(made.end, main.core.end * scale - offset);
    if (start >= end) {
      value.dispose();
      return undefined;
    }
    const from = (cross.core.start - cross.window.start) * scale;
    const [wide, line] = [length(cross.core) * scale, start - made.start];
    const isWhole = end - start === made.end - made.start && wide === value.shape[3 - along];
    let core = value;
    if (!isWhole) {
      core =
        along === 1
          ? slice(value, [0, line, from, 0], [1, end - start, wide, value.shape[3]])
          : slice(value, [0, from, line, 0], [1, wide, end - start, value.shape[3]]);
      value.dispose();
    }
    const beside = cross.core.start * scale;
    const place =
      along === 1
        ? { x: beside, y: offset + start, width: wide, height: end - start }
        : { x: offset + start, y: beside, width: end - start, height: wide };
    const patch = readOutput(core, bitDepth).then((data) => ({ ...place, data }));
    return patch.finally(() => core.dispose());
  };
  const steps = runBands(graph, {
    rows: lines,
    most,
    axis: along,
    read: ({ start, end }) => read(start, end),
  });
  /** What is on its way from the device while the next band is computed, where there is room for both. */
  let coming: Promise<Patch> | undefined;
  try {
    for (const { multiplyAdds, made } of steps) {
      const isAside = made !== undefined && canRepeat(2 * FLOAT_BYTES * made.value.size);
      const next = made && bring(made);
      if (next) {
        const before = coming;
        coming = next;
        // Who is told of its failure is told when it is its turn.
        next.catch(() => undefined);
        if (before) yield await before;
        if (!isAside) {
          coming = undefined;
          yield await next;
        }
      }
      await afterStep(multiplyAdds / work);
    }
    if (coming) yield await coming;
  } finally {
    await coming?.catch(() => undefined);
  }
}
