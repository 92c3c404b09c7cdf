import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Dispatch } from '../dispatcher';
import type { Geometry } from './implicit-product';
import { declareArray, range, readFour, XYZW } from './source';

/** Pixels brought in at once. */
const DEPTH = 16;
const LANES = 4;
/** Groups of fewer threads leave a card idle. */
const LEAST_SIDE = 4;
/** Input channels of a thread; it takes four output channels. */
const EACH = 8;
/** Groups that keep a large card busy: so many parts the pixels are cut into. */
const ENOUGH_GROUPS = 512;
/** Pixels of a part are at least so many. */
const LEAST_PIXELS = 128;

interface Tile {
  /** Threads along the input channels, and along the output channels. */
  readonly rows: number;
  readonly columns: number;
}

interface Shape {
  readonly tile: Tile;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly taps: readonly [number, number];
}

/** Four channels of the pixels of `dy`, or of those that a tap sees of `x`, into the group's memory. */
const bring = (array: string, threads: number, quads: number, channels: number, place: string): string =>
  `for (var e = thread; e < ${DEPTH * quads}; e += ${threads}) {
      let k = e / ${quads};
      let channel = first_${array} + e % ${quads} * 4;
      let p = p0 + k;
      var v = vec4<f32>(0.0);
      ${place}
      if (inside && channel < ${channels}) {
        v = ${
          channels % LANES === 0
            ? `${array}[(at * ${channels} + channel) / 4]`
            : readFour(array, `at * ${channels}`, 'channel', channels)
        };
      }
      tile_${array}[k][e % ${quads}] = v;
    }`;

const source = ({ tile, inChannels, outChannels, taps }: Shape): string => {
  const threads = tile.rows * tile.columns;
  const inTile = tile.rows * EACH;
  const outTile = tile.columns * LANES;
  const [inTiles, outTiles] = [Math.ceil(inChannels / inTile), Math.ceil(outChannels / outTile)];
  return `
${declareArray(0, 'result', false, 'read_write')}
${declareArray(1, 'x', inChannels % LANES === 0)}
${declareArray(2, 'dy', outChannels % LANES === 0)}

var<workgroup> tile_x : array<array<vec4<f32>, ${inTile / LANES}>, ${DEPTH}>;
var<workgroup> tile_dy : array<array<vec4<f32>, ${tile.columns}>, ${DEPTH}>;

fn finish(place : i32, inChannel : i32, outChannel : i32, sum : vec4<f32>) {
  if (inChannel >= ${inChannels}) { return; }
  let at = (place * ${inChannels} + inChannel) * ${outChannels} + outChannel;
  ${range(LANES)
    .map((i) => `if (outChannel + ${i} < ${outChannels}) { result[at + ${i}] = sum.${XYZW[i]}; }`)
    .join('\n  ')}
}

@compute @workgroup_size(${tile.columns}, ${tile.rows})
fn main(@builtin(local_invocation_id) local : vec3<u32>, @builtin(workgroup_id) group : vec3<u32>,
        @builtin(num_workgroups) groups : vec3<u32>) {
  let place = groupNumber(group, groups);
  if (place >= uniforms.groups) { return; }
  let column = i32(local.x);
  let row = i32(local.y);
  let thread = row * ${tile.columns} + column;
  let first_dy = place % ${outTiles} * ${outTile};
  let first_x = place / ${outTiles} % ${inTiles} * ${inTile};
  let tapOfPart = place / ${outTiles * inTiles};
  let tap = tapOfPart % ${taps[0] * taps[1]};
  let part = tapOfPart / ${taps[0] * taps[1]};
  let dyTap = tap / ${taps[1]} - uniforms.padTop;
  let dxTap = tap % ${taps[1]} - uniforms.padLeft;
  let outPlane = uniforms.outHeight * uniforms.outWidth;
  let end = min((part + 1) * uniforms.partPixels, uniforms.pixels);
  var sums : array<vec4<f32>, ${EACH}>;
  for (var p0 = part * uniforms.partPixels; p0 < end; p0 += ${DEPTH}) {
    ${bring(
      'x',
      threads,
      inTile / LANES,
      inChannels,
      `let y = p % outPlane / uniforms.outWidth * uniforms.strideY + dyTap;
      let left = p % uniforms.outWidth * uniforms.strideX + dxTap;
      let inside = p < end && y >= 0 && y < uniforms.inHeight && left >= 0 && left < uniforms.inWidth;
      let at = (p / outPlane * uniforms.inHeight + y) * uniforms.inWidth + left;`,
    )}
    ${bring('dy', threads, tile.columns, outChannels, 'let inside = p < end; let at = p;')}
    workgroupBarrier();
    for (var k = 0; k < ${DEPTH}; k++) {
      let b = tile_dy[k][column];
      for (var q = 0; q < ${EACH / LANES}; q++) {
        let a = tile_x[k][row * ${EACH / LANES} + q];
        ${range(LANES)
          .map((i) => `sums[4 * q + ${i}] = fma(vec4<f32>(a.${XYZW[i]}), b, sums[4 * q + ${i}]);`)
          .join('\n        ')}
      }
    }
    workgroupBarrier();
  }
  for (var i = 0; i < ${EACH}; i++) {
    finish(tapOfPart, first_x + row * ${EACH} + i, first_dy + column * 4, sums[i]);
  }
}
`;
};

/** How the pixels are cut, and the groups that this makes. */
export interface Parts {
  readonly count: number;
  readonly pixels: number;
  readonly groups: number;
  readonly tile: Tile;
}

export const partsFor = (
  { batch, outHeight, outWidth, ...geometry }: Geometry,
  inChannels: number,
): Parts => {
  const { outChannels, filterHeight, filterWidth } = geometry;
  const tile = {
    rows: Math.min(8, Math.max(LEAST_SIDE, Math.ceil(inChannels / EACH))),
    columns: Math.min(16, Math.max(LEAST_SIDE, Math.ceil(outChannels / LANES))),
  };
  const whole =
    filterHeight *
    filterWidth *
    Math.ceil(inChannels / (EACH * tile.rows)) *
    Math.ceil(outChannels / (LANES * tile.columns));
  const pixels = batch * outHeight * outWidth;
  const wanted = Math.min(Math.ceil(ENOUGH_GROUPS / whole), Math.ceil(pixels / LEAST_PIXELS));
  const part = Math.ceil(Math.ceil(pixels / wanted) / DEPTH) * DEPTH;
  const count = Math.ceil(pixels / part);
  return { count, pixels: part, groups: whole * count, tile };
};

/**
 * Gradient of a convolution with respect to its filter: for each filter position the product of the pixels it sees, turned
 * over, and the gradient. The inner axis is pixels, of which there are many, and the result is small; so the pixels are cut
 * into parts whose sums lie side by side in the output, `[parts, kh, kw, in, out]`, to be added in order: the same
 * result every time.
 */
export const filterGradient = (
  output: TensorInfo,
  x: TensorInfo,
  dy: TensorInfo,
  geometry: Geometry,
  parts: Parts,
): Dispatch => {
  const shape: Shape = {
    tile: parts.tile,
    inChannels: x.shape[3]!,
    outChannels: geometry.outChannels,
    taps: [geometry.filterHeight, geometry.filterWidth],
  };
  const { inHeight, inWidth, outHeight, outWidth, strideY, strideX, padTop, padLeft, batch } = geometry;
  return {
    key: `srkit_filter_gradient_${JSON.stringify(shape)}`,
    source: () => source(shape),
    tensors: [output, x, dy],
    written: 1,
    ints: {
      pixels: batch * outHeight * outWidth,
      partPixels: parts.pixels,
      groups: parts.groups,
      inHeight,
      inWidth,
      outHeight,
      outWidth,
      strideY,
      strideX,
      padTop,
      padLeft,
    },
    groups: parts.groups,
  };
};
