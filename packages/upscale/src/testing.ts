import type { Raster } from '@srkit/image';
import {
  type LoadedModel,
  type NetworkName,
  type Networks,
  RRDBNet,
  type SuperResolutionNetwork,
} from '@srkit/models';

type Enlarging = Extract<Networks[NetworkName], SuperResolutionNetwork>;

/** A network as `loadModel` would return it; for tests. */
export const modelOf = (network: SuperResolutionNetwork): LoadedModel => ({
  name: 'test',
  key: null,
  network,
  architecture: {
    name: network.typeName,
    config: (network as Enlarging).config,
    ...(network instanceof RRDBNet && { layout: 'official' }),
  } as LoadedModel['architecture'],
  dispose: () => network.dispose(),
});

/** A drawn picture with edges, ramps and noise, the same for the same arguments; for tests. */
export const drawn = (
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4 = 3,
  bitDepth: 8 | 16 = 8,
): Raster => {
  const length = width * height * channels;
  const data = bitDepth === 16 ? new Uint16Array(length) : new Uint8Array(length);
  const maximum = bitDepth === 16 ? 65535 : 255;
  let state = 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const edge = (x >> 2) + (y >> 3) + c;
        const value = 0.2 + 0.3 * (edge & 1) + (0.3 * x) / width + 0.15 * (state / 2 ** 32);
        data[(y * width + x) * channels + c] = Math.round(value * maximum);
      }
  return { width, height, channels, data };
};
