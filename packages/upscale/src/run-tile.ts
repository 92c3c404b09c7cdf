import { ShapeError } from '@srkit/core';
import type { SuperResolutionNetwork } from '@srkit/models';
import { tidyRecord } from '@srkit/nn';
import { canRepeat, runRepeated } from '@srkit/ops';
import { dispose, slice, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Patch } from './output-picture';
import { readOutput } from './read-output';
import type { Span } from './tile-plan';

/** A rectangle of the padded picture, in input pixels. */
export interface Area {
  readonly x: Span;
  readonly y: Span;
}

/** One rectangle of output, at its place in padded input pixels. */
export interface TileOutput {
  readonly area: Area;
  /** `[height * scale, width * scale, c]`: floats, or samples where those were asked for. */
  readonly data: Patch['data'];
}

const length = ({ start, end }: Span): number => end - start;

const grown = (span: Span, by: number, within: Span): Span => ({
  start: Math.max(within.start, span.start - by),
  end: Math.min(within.end, span.end + by),
});

/** The outer bounds of `span` on the feature grid. */
const aligned = (span: Span, stride: number, within: Span): Span => ({
  start: Math.max(within.start, Math.floor(span.start / stride) * stride),
  end: Math.min(within.end, Math.ceil(span.end / stride) * stride),
});

const parts = (span: Span, most: number): Span[] => {
  const count = Math.max(1, Math.ceil(length(span) / most));
  const result: Span[] = [];
  for (let i = 0; i < count; i++) {
    const start = span.start + i * most;
    result.push({ start, end: Math.min(span.end, start + most) });
  }
  return result;
};

export interface TileRequest {
  readonly network: SuperResolutionNetwork;
  /** `[window height, window width, c]` floats in [0, 1]. */
  readonly pixels: Float32Array;
  readonly window: Area;
  readonly wanted: Area;
  /** Input pixels that the enlarging part may be given at once. */
  readonly maxReconstructPixels: number;
  /** Asks for samples of that depth, which a backend may have a faster way to than floats; undefined for floats. */
  readonly bitDepth: 8 | 16 | undefined;
}

/** Cuts `area` out of a tensor that covers `window`, with `density` elements to an input pixel (a power of 1/2, or an integer). */
const crop = (x: Tensor4D, area: Area, window: Area, density: number): Tensor4D =>
  length(area.x) === length(window.x) && length(area.y) === length(window.y)
    ? x
    : slice(
        x,
        [0, (area.y.start - window.y.start) * density, (area.x.start - window.x.start) * density, 0],
        [1, length(area.y) * density, length(area.x) * density, x.shape[3]],
      );

/** A piece of the output, and what the enlarging part sees of its surroundings. */
interface Piece {
  readonly area: Area;
  readonly seen: Area;
}

const piecesOf = ({ network, window, wanted, maxReconstructPixels }: TileRequest): Piece[] => {
  const { featureStride: stride, reconstructHalo } = network;
  const side = Math.floor(Math.sqrt(maxReconstructPixels)) - 2 * reconstructHalo;
  const most = Math.max(stride, Math.floor(side / stride) * stride);
  const rows = parts(aligned(wanted.y, stride, window.y), most);
  const columns = parts(aligned(wanted.x, stride, window.x), most);
  return rows.flatMap((y) =>
    columns.map((x) => ({
      area: { x, y },
      seen: { x: grown(x, reconstructHalo, window.x), y: grown(y, reconstructHalo, window.y) },
    })),
  );
};

const enlarge = (
  { network, window }: TileRequest,
  { area, seen }: Piece,
  features: Tensor4D,
  input: Tensor4D,
): Tensor4D => {
  const { featureStride: stride, scale } = network;
  return tidy(() => {
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
};

/** Bytes that a tile holds when all of it is computed at once. */
const bytesAtOnce = ({ network, window, maxReconstructPixels }: TileRequest): number => {
  const pixels = length(window.x) * length(window.y);
  const { features, reconstruct } = network.bytesPerPixel;
  return pixels * features + Math.min(pixels, maxReconstructPixels) * reconstruct;
};

/** All pieces, as a computation that comes again with the next tile of the same shape. */
const repeatTile = (request: TileRequest, pieces: readonly Piece[], input: Tensor4D): Tensor4D[] => {
  const { network, window, maxReconstructPixels } = request;
  const places = pieces.map(({ area: { x, y } }) => [
    ...[x.start - window.x.start, x.end - window.x.start],
    ...[y.start - window.y.start, y.end - window.y.start],
  ]);
  const { tensors } = runRepeated({
    owner: network,
    key: [input.shape, maxReconstructPixels, ...places].join(';'),
    inputs: [input],
    weights: network.graph.parameters.map(({ variable }) => variable),
    compute: () => ({
      tensors: tidyRecord(() => {
        const features = network.features(input);
        return pieces.map((piece) => enlarge(request, piece, features, input));
      }),
      note: undefined,
    }),
  });
  return tensors as Tensor4D[];
};

/**
 * Runs the network on one window and yields its output for `wanted`, in pieces small enough for the enlarging
 * part, whose halo is narrow and whose maps are large. Only what one step needs is on the device.
 */
export async function* runTile(request: TileRequest): AsyncGenerator<TileOutput> {
  const { network, pixels, window, bitDepth } = request;
  const input = tensor4d(pixels, [1, length(window.y), length(window.x), network.inChannels]);
  const pieces = piecesOf(request);
  let features: Tensor4D | undefined;
  let outputs: readonly Tensor4D[] = [];
  try {
    if (canRepeat(bytesAtOnce(request))) outputs = repeatTile(request, pieces, input);
    else features = network.features(input);
    for (const [i, piece] of pieces.entries()) {
      const output = outputs[i] ?? enlarge(request, piece, features as Tensor4D, input);
      try {
        yield { area: piece.area, data: await readOutput(output, bitDepth) };
      } finally {
        output.dispose();
      }
    }
  } finally {
    dispose([input, features, ...outputs].flatMap((tensor) => tensor ?? []));
  }
}
