import type { Raster } from '@srkit/core';
import type { TrustMap } from '@srkit/upscale';
import { Canvas, type Colour, fitted, hex, LINE_HEIGHT, TEXT_SIZE } from './canvas';
import { rampOf } from './colours';

const MARGIN = 20;
/** Longest side of a panel. */
const PANEL = 640;
const BAR = 160;
/** Levels of 255 that have the lightest colour. */
const MOST = 16;

const levels = (value: number): string => (255 * value).toFixed(1);

/** Two panels: where forms of the picture disagree, and where the result is not its picture at low resolution. */
export const drawTrustMap = async (result: Raster, map: TrustMap): Promise<Raster> => {
  const scale = PANEL / Math.max(result.width, result.height);
  const width = Math.max(1, Math.round(result.width * scale));
  const height = Math.max(1, Math.round(result.height * scale));
  const picture = await fitted(result, width, height);
  const cell = Math.max(width, 460);
  const canvas = await Canvas.open(3 * MARGIN + 2 * cell, 2 * MARGIN + height + 3 * LINE_HEIGHT + 8);
  const panels = [
    {
      title: 'Flipped and turned, it would look otherwise',
      values: map.disagreement,
      w: map.width,
      h: map.height,
      figures: map.summary.disagreement,
    },
    {
      title: 'Degraded again, it is not its picture',
      values: map.infidelity,
      w: map.columns,
      h: map.rows,
      figures: map.summary.infidelity,
    },
  ];
  for (const [n, { title, values, w, h, figures }] of panels.entries()) {
    const x = MARGIN + n * (cell + MARGIN);
    canvas.picture(over(picture, values, w, h), x, MARGIN);
    const baseline = MARGIN + height + TEXT_SIZE + 6;
    canvas.text(title, x, baseline, { bold: true });
    canvas.text(
      `mean ${levels(figures.mean)}, 95 % below ${levels(figures.p95)}, at most ${levels(figures.largest)} levels of 255`,
      x,
      baseline + LINE_HEIGHT,
    );
    for (let i = 0; i < 64; i++) {
      canvas.rectangle(
        x + (BAR * i) / 64,
        baseline + LINE_HEIGHT + 7,
        BAR / 64 + 1,
        12,
        hex(rampOf((i + 0.5) / 64)),
      );
    }
    canvas.text(`0 to ${MOST} levels and more`, x + BAR + 10, baseline + 2 * LINE_HEIGHT);
  }
  return canvas.draw();
};

const over = (picture: Raster, values: Float32Array, w: number, h: number): Raster => {
  const { width, height, data } = picture;
  const out = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.min(h - 1, Math.floor(((y + 0.5) * h) / height)) * w;
    for (let x = 0; x < width; x++, i += 3) {
      const value = values[row + Math.min(w - 1, Math.floor(((x + 0.5) * w) / width))]!;
      const colour: Colour = rampOf((255 * value) / MOST);
      const grey = 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
      for (let c = 0; c < 3; c++) out[i + c] = Math.round(0.35 * grey + 0.65 * colour[c]!);
    }
  }
  return { width, height, channels: 3, data: out };
};
