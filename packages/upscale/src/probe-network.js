import { cropRaster } from '@srkit/core';
import { officialAxis } from './axis';
import { GROSS } from './check-result';
import { readWindow } from './read-window';
import { runTile } from './run-tile';

/** Side of what is looked at, in input pixels: no device is short of memory for it. */
const SIDE = 32;
/**
 * Whether a result that is far off is the device's doing: the network is run once more, on a small part of the picture.
 * If it does better there, or gives the same value everywhere, the result is broken; if it is as far off and varies, that
 * is what this network does.
 *
 * @param place A pixel of the picture inside the part.
 */
export const isBrokenThere = async (network, source, kind, maximum, place) => {
  const [width, height] = [Math.min(SIDE, source.width), Math.min(SIDE, source.height)];
  const left = Math.max(0, Math.min(place.x - (SIDE >> 1), source.width - width));
  const top = Math.max(0, Math.min(place.y - (SIDE >> 1), source.height - height));
  const raster = cropRaster(source, { top, left, height, width });
  const { inputMultiple } = network;
  const [x, y] = [officialAxis(width, 0, inputMultiple), officialAxis(height, 0, inputMultiple)];
  const span = { x: { start: 0, end: x.padded }, y: { start: 0, end: y.padded } };
  const pixels = readWindow(
    { raster, x, y, border: 'zero', maximum },
    kind,
    { core: span.x, window: span.x },
    { core: span.y, window: span.y },
  );
  const request = {
    network,
    pixels,
    window: span,
    wanted: span,
    maxReconstructPixels: 4 * SIDE * SIDE * inputMultiple ** 2,
    bitDepth: undefined,
  };
  let [least, most, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for await (const { data } of runTile(request)) {
    for (const value of data) {
      least = Math.min(least, value);
      most = Math.max(most, value);
      sum += Math.min(Math.max(value, 0), 1);
    }
    count += data.length;
  }
  const varies = pixels.some((value) => value !== pixels[0]);
  if (varies && least === most) return true;
  const mean = pixels.reduce((a, b) => a + b, 0) / pixels.length;
  return Math.abs(sum / count - mean) < GROSS / 2;
};
