// Convolution of any size, stride and dilation as a matrix product, NHWC: a row of A holds what one output pixel sees.
//
// A tap is one position of the filter: an offset from the pixel that the output pixel looks at. The gradient of the
// input of a strided convolution is such a convolution too, one for each phase of the stride, of the output's gradient.

import { biasOf, Epilogue, finish, slopeOf } from './shared/epilogue';
import { gemmTile } from './shared/gemm-tile';
import { gemmTileExact } from './shared/gemm-tile-exact';

/** What the chunks share; the host writes it. Sides and strides in elements. */
@unmanaged
class TapJob extends Epilogue {
  /** `[n, height, width]` pixels of `xStride` floats. */
  x: usize;
  xStride: i32;
  height: i32;
  width: i32;
  channels: i32;
  /** Offsets as pairs (down, across) of 32-bit integers. */
  taps: usize;
  tapCount: i32;
  /** Steps in x from one pixel of the grid to the next. */
  stepDown: i32;
  stepAcross: i32;
  /** The grid of outputs, `[n, gridHeight, gridWidth]`. */
  gridHeight: i32;
  gridWidth: i32;
  /** Of all pictures. */
  gridCount: i32;
  /** `[n, outHeight, outWidth]` pixels of `yStride` floats; the grid's pixel (i, j) is (top + i * down, left + j * across). */
  y: usize;
  yStride: i32;
  outHeight: i32;
  outWidth: i32;
  outTop: i32;
  outLeft: i32;
  outDown: i32;
  outAcross: i32;
  outChannels: i32;
  /** Packed, `[ceil(outChannels / 8)][depth][8]`; depth is taps times channels, rounded up to a multiple of 4. */
  filter: usize;
  depth: i32;
  /** 1: the rows of A are the pixels of x themselves. */
  direct: i32;
  /** 1: sums in double precision. */
  exact: i32;
  /** Pixels that are in work at once, a multiple of 6. */
  pixelsPerBlock: i32;
  blocksPerChunk: i32;
  scratch: usize;
  scratchStride: i32;
}

/** Copies what pixel (n, i, j) of the grid sees. */
@inline
function gather(job: TapJob, n: i32, i: i32, j: i32, to: usize): void {
  const bytes = <usize>job.channels << 2;
  const pixel = <usize>job.xStride << 2;
  const image = job.x + <usize>n * <usize>job.height * <usize>job.width * pixel;
  let tap = job.taps;
  for (let t = 0; t < job.tapCount; t++) {
    const y = i * job.stepDown + load<i32>(tap);
    const x = j * job.stepAcross + load<i32>(tap, 4);
    tap += 8;
    if (y >= 0 && y < job.height && x >= 0 && x < job.width) {
      const from = image + (<usize>y * <usize>job.width + <usize>x) * pixel;
      if (bytes >= 64) memory.copy(to, from, bytes);
      else for (let b: usize = 0; b < bytes; b += 4) store<f32>(to + b, load<f32>(from + b));
    } else memory.fill(to, 0, bytes);
    to += bytes;
  }
  const rest = job.depth - job.tapCount * job.channels;
  for (let b = 0; b < rest; b++) store<f32>(to + (<usize>b << 2), 0);
}

/** `pixelsPerBlock` pixels of the grid, all output channels. */
function tapBlock(job: TapJob, first: i32, thread: i32): void {
  const count = min(job.pixelsPerBlock, job.gridCount - first);
  const rows = ((count + 5) / 6) * 6;
  const panels = (job.outChannels + 7) >> 3;
  const aRow = job.direct ? <usize>job.xStride << 2 : <usize>(job.depth + 4) << 2;
  const mRow = <usize>(panels * 8 + 4) << 2;
  const m = job.scratch + <usize>thread * <usize>job.scratchStride;
  const gathered = m + <usize>job.pixelsPerBlock * mRow;
  const perImage = job.gridHeight * job.gridWidth;
  let a = gathered;
  let wholeRows = rows;
  if (job.direct) {
    // The last rows of a picture may not be read past its end: they are copied.
    a = job.x + <usize>first * aRow;
    wholeRows = (count / 6) * 6;
    const rest = count - wholeRows;
    if (rest) memory.copy(gathered, a + <usize>wholeRows * aRow, <usize>(rest - 1) * aRow + (<usize>job.depth << 2));
  } else {
    for (let r = 0; r < count; r++) {
      const place = first + r;
      const n = place / perImage;
      const inImage = place - n * perImage;
      const i = inImage / job.gridWidth;
      gather(job, n, i, inImage - i * job.gridWidth, gathered + <usize>r * aRow);
    }
  }
  const panelBytes = <usize>job.depth << 5;
  for (let p: usize = 0; p < <usize>panels; p++) {
    const filter = job.filter + p * panelBytes;
    for (let r = 0; r < rows; r += 6) {
      const from = r < wholeRows ? a + <usize>r * aRow : gathered;
      const to = m + <usize>r * mRow + (p << 5);
      if (job.exact) gemmTileExact(from, aRow, filter, job.depth, to, mRow);
      else gemmTile(from, aRow, filter, job.depth, to, mRow, false);
    }
  }
  const pixel = <usize>job.yStride << 2;
  const residualPixel = <usize>job.residualStride << 2;
  for (let c = 0; c < job.outChannels; c += 4) {
    const lanes = job.outChannels - c;
    const bias = biasOf(job, c, lanes);
    const slope = slopeOf(job, c, lanes);
    for (let r = 0; r < count; r++) {
      const place = first + r;
      const n = place / perImage;
      const inImage = place - n * perImage;
      const i = inImage / job.gridWidth;
      const j = inImage - i * job.gridWidth;
      const target = <usize>(
        (n * job.outHeight + job.outTop + i * job.outDown) * job.outWidth + job.outLeft + j * job.outAcross
      );
      finish(
        job,
        v128.load(m + <usize>r * mRow + (<usize>c << 2)),
        bias,
        slope,
        job.residual + target * residualPixel + (<usize>c << 2),
        job.y + target * pixel + (<usize>c << 2),
        lanes,
      );
    }
  }
}

/** One chunk: some blocks of pixels. */
export function tapConvolutionChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<TapJob>(params);
  const pixels = job.pixelsPerBlock * job.blocksPerChunk;
  const start = chunk * pixels;
  const end = min(start + pixels, job.gridCount);
  for (let first = start; first < end; first += job.pixelsPerBlock) tapBlock(job, first, thread);
}
