import type { Raster } from '@srkit/core';
import type { MatchMap } from '@srkit/upscale';
import { Canvas, type Colour, fitted, hex, LINE_HEIGHT, TEXT_SIZE, toRgb } from './canvas';
import { flowOf, NOTHING, OTHERS, rampOf } from './colours';
import { type MapReference, othersText, percent, shortened, shownReferences } from './shown-references';

const MARGIN = 20;
/** Longest side of a panel. */
const PANEL = 640;
/** How much of the picture shows through. */
const SHOWN_THROUGH = 0.45;
const SWATCH = 12;
/** Lines of a legend that the wheel of directions needs. */
const LEAST_LINES = 2;
/** Colour bar of a legend. */
const BAR = 160;

/** A colour for each pixel, laid over the picture in grey. */
const overlay = (picture: Raster, colourAt: (x: number, y: number) => Colour): Raster => {
  const { width, height, data } = picture;
  const out = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const grey = 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
      const colour = colourAt(x, y);
      for (let c = 0; c < 3; c++) {
        out[i + c] = Math.round(SHOWN_THROUGH * grey + (1 - SHOWN_THROUGH) * colour[c]!);
      }
    }
  }
  return { width, height, channels: 3, data: out };
};

/** Value below which a part of the values lies. */
const quantile = (values: ArrayLike<number>, part: number): number => {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
};

/** A colour bar with its ends written beside it. */
const bar = (
  canvas: Canvas,
  x: number,
  y: number,
  colourAt: (part: number) => Colour,
  ends: [string, string],
) => {
  const steps = 64;
  for (let i = 0; i < steps; i++) {
    canvas.rectangle(
      x + (BAR * i) / steps,
      y - SWATCH + 1,
      BAR / steps + 1,
      SWATCH,
      hex(colourAt((i + 0.5) / steps)),
    );
  }
  canvas.text(`${ends[0]} to ${ends[1]}`, x + BAR + 10, y);
};

/**
 * Four panels over the result: which reference weighs most, how much, how well its patch correlates, and where it lies,
 * each with a legend.
 */
export const drawMatchMap = async (
  result: Raster,
  map: MatchMap,
  references: readonly MapReference[],
): Promise<Raster> => {
  const scale = PANEL / Math.max(result.width, result.height);
  const width = Math.max(1, Math.round(result.width * scale));
  const height = Math.max(1, Math.round(result.height * scale));
  const picture = await fitted(toRgb(result), width, height);
  const { shown, others, colourOf } = shownReferences(references);
  const count = shown.length + others.count;
  const cell = Math.max(width, 420);
  const lines = Math.max(shown.length + (others.count > 0 ? 1 : 0), LEAST_LINES);
  const legend = (lines + 1) * LINE_HEIGHT + 8;
  const lowest = (LEAST_LINES + 1) * LINE_HEIGHT + 8;
  const canvas = await Canvas.open(3 * MARGIN + 2 * cell, 3 * MARGIN + 2 * height + legend + lowest);
  const fine = (x: number, y: number) =>
    Math.min(map.height - 1, Math.floor(((y + 0.5) * map.height) / height)) * map.width +
    Math.min(map.width - 1, Math.floor(((x + 0.5) * map.width) / width));
  const coarse = (x: number, y: number) =>
    Math.min(map.rows - 1, Math.floor(((y + 0.5) * map.rows) / height)) * map.columns +
    Math.min(map.columns - 1, Math.floor(((x + 0.5) * map.columns) / width));
  const place = (n: number) => ({
    x: MARGIN + (n % 2) * (cell + MARGIN),
    y: MARGIN + Math.floor(n / 2) * (height + legend + MARGIN),
  });
  const panel = (
    n: number,
    title: string,
    colourAt: (x: number, y: number) => Colour,
    explain: (x: number, y: number) => void,
  ): void => {
    const { x, y } = place(n);
    canvas.picture(overlay(picture, count === 0 ? () => NOTHING : colourAt), x, y);
    const baseline = y + height + TEXT_SIZE + 6;
    canvas.text(title, x, baseline, { bold: true });
    if (count === 0) canvas.text('no reference was used', x, baseline + LINE_HEIGHT);
    else explain(x, baseline + LINE_HEIGHT);
  };

  panel(
    0,
    'Reference that weighs most',
    (x, y) => colourOf(map.reference[fine(x, y)]!),
    (x, y) => {
      const entry = (i: number, colour: Colour, text: string): void => {
        canvas.rectangle(x, y + i * LINE_HEIGHT - SWATCH + 1, SWATCH, SWATCH, hex(colour));
        canvas.text(text, x + SWATCH + 8, y + i * LINE_HEIGHT);
      };
      shown.forEach(({ name, share, colour }, i) => {
        entry(i, colour, `${percent(share)}  ${shortened(name, canvas.columns(cell - 90))}`);
      });
      if (others.count > 0) entry(shown.length, OTHERS, othersText(others));
    },
  );

  // Of several the heaviest has no less than an equal part.
  const least = count > 1 ? 1 / count : 0;
  panel(
    1,
    'Its weight',
    (x, y) => rampOf((map.weight[fine(x, y)]! - least) / (1 - least)),
    (x, y) => bar(canvas, x, y, rampOf, [percent(least), '100 %']),
  );

  const [low, high] = [quantile(map.correlation, 0.02), quantile(map.correlation, 0.98)];
  panel(
    2,
    'Correlation of the matched patches',
    (x, y) => rampOf((map.correlation[coarse(x, y)]! - low) / Math.max(1e-6, high - low)),
    (x, y) => bar(canvas, x, y, rampOf, [low.toFixed(2), high.toFixed(2)]),
  );

  // Displacements between places relative to the sides, so that pictures of other sizes have none at the same place.
  const flowAt = (x: number, y: number): readonly [number, number] => {
    const at = coarse(x, y);
    const reference = references[map.matched[at]!];
    if (!reference) return [0, 0];
    return [
      map.position[2 * at]! / reference.width - ((at % map.columns) + 0.5) / map.columns,
      map.position[2 * at + 1]! / reference.height - (Math.floor(at / map.columns) + 0.5) / map.rows,
    ];
  };
  const most = 0.5;
  panel(
    3,
    'Displacement to the match, in sides of the picture',
    (x, y) => flowOf(...flowAt(x, y), most),
    (x, y) => {
      wheel(canvas, x, y - SWATCH, lowest - LINE_HEIGHT);
      canvas.text(`white: at the same place; full colour: ${percent(most)} away, that way`, x + 52, y);
    },
  );
  return canvas.draw();
};

/** The colours of all directions. */
const wheel = (canvas: Canvas, x: number, y: number, room: number): void => {
  const side = Math.min(40, Math.max(24, room));
  const step = 2;
  for (let i = 0; i < side; i += step) {
    for (let j = 0; j < side; j += step) {
      const [dx, dy] = [(j + 1 - side / 2) / (side / 2), (i + 1 - side / 2) / (side / 2)];
      if (Math.hypot(dx, dy) > 1) continue;
      canvas.rectangle(x + j, y + i, step, step, hex(flowOf(dx, dy, 1)));
    }
  }
};
