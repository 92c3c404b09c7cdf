import { ShapeError } from '@srkit/core';
import { slice, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { readOutput } from './read-output';

const length = ({ start, end }) => end - start;
const grown = (span, by, within) => ({
  start: Math.max(within.start, span.start - by),
  end: Math.min(within.end, span.end + by),
});
/** The outer bounds of `span` on the feature grid. */
const aligned = (span, stride, within) => ({
  start: Math.max(within.start, Math.floor(span.start / stride) * stride),
  end: Math.min(within.end, Math.ceil(span.end / stride) * stride),
});
const parts = (span, most) => {
  const count = Math.max(1, Math.ceil(length(span) / most));
  const result = [];
  for (let i = 0; i < count; i++) {
    const start = span.start + i * most;
    result.push({ start, end: Math.min(span.end, start + most) });
  }
  return result;
};
/** Cuts `area` out of a tensor that covers `window`, with `density` elements to an input pixel (a power of 1/2, or an integer). */
const crop = (x, area, window, density) =>
  length(area.x) === length(window.x) && length(area.y) === length(window.y)
    ? x
    : slice(
        x,
        [0, (area.y.start - window.y.start) * density, (area.x.start - window.x.start) * density, 0],
        [1, length(area.y) * density, length(area.x) * density, x.shape[3]],
      );
/**
 * Runs the network on one window and yields its output for `wanted`, in pieces small enough for the enlarging
 * part, whose halo is narrow and whose maps are large. Only what one step needs is on the device.
 */
export async function* runTile({ network, pixels, window, wanted, maxReconstructPixels, bitDepth }) {
  const { featureStride: stride, reconstructHalo, scale } = network;
  const input = tensor4d(pixels, [1, length(window.y), length(window.x), network.inChannels]);
  let features;
  try {
    features = network.features(input);
    const side = Math.floor(Math.sqrt(maxReconstructPixels)) - 2 * reconstructHalo;
    const most = Math.max(stride, Math.floor(side / stride) * stride);
    const x = aligned(wanted.x, stride, window.x);
    const y = aligned(wanted.y, stride, window.y);
    for (const partY of parts(y, most)) {
      for (const partX of parts(x, most)) {
        const area = { x: partX, y: partY };
        const seen = {
          x: grown(partX, reconstructHalo, window.x),
          y: grown(partY, reconstructHalo, window.y),
        };
        const output = tidy(() => {
          const enlarged = network.reconstruct(
            crop(features, seen, window, 1 / stride),
            crop(input, seen, window, 1),
          );
          if (enlarged.shape[1] !== length(seen.y) * scale || enlarged.shape[2] !== length(seen.x) * scale) {
            throw new ShapeError(
              'E_SHAPE_NETWORK',
              `${network.typeName}: gave ${enlarged.shape[1]}x${enlarged.shape[2]} for ${length(seen.y)}x${length(seen.x)} (height x width), expected ${scale} times that.`,
            );
          }
          return crop(enlarged, area, seen, scale);
        });
        try {
          yield { area, data: await readOutput(output, bitDepth) };
        } finally {
          output.dispose();
        }
      }
    }
  } finally {
    input.dispose();
    features?.dispose();
  }
}
