import { ConfigError } from '@srkit/core';
import { identityTable } from '@srkit/core/contracts';
import type { Raster } from '@srkit/image';
import { resampleArray, resizeMatlabTables } from '@srkit/ops';

const WHITE = 255;

/**
 * MATLAB's `imresize(picture, scale)` of an 8-bit picture, smaller or larger: the bicubic of the tables of papers. Levels are
 * whole again between the two axes, halves up, as there. Needs no tfjs backend.
 *
 * @param scale 4 enlarges four times, 1/4 reduces to a quarter.
 * @throws ConfigError `E_CONFIG_SCALE` for a scale that is no number above 0, `E_CONFIG_DEPTH` for 16 bits.
 */
export const resizeBicubic = ({ width, height, channels, data }: Raster, scale: number): Raster => {
  if (data instanceof Uint16Array) {
    throw new ConfigError(
      'E_CONFIG_DEPTH',
      "resizeBicubic: the picture has 16 bits, and MATLAB's rounding between the axes is that of 8. Convert it first.",
    );
  }
  const { rows, columns } = resizeMatlabTables(height, width, scale);
  const [h, w] = [rows.outSize, columns.outSize];
  const levels = (values: Float32Array): Float32Array =>
    values.map((v) => Math.floor(Math.min(WHITE, Math.max(0, v)) + 0.5));
  const lower = new Float32Array(h * width * channels);
  resampleArray(Float32Array.from(data), [1, height, width, channels], rows, identityTable(width), lower);
  const out = new Float32Array(h * w * channels);
  resampleArray(levels(lower), [1, h, width, channels], identityTable(h), columns, out);
  return { width: w, height: h, channels, data: Uint8Array.from(levels(out)) };
};
