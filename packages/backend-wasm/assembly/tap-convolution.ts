// Convolution of any size, stride and dilation as a matrix product, NHWC: a row of A holds what one output pixel sees.
//
// A tap is one position of the filter: an offset from the pixel that the output pixel looks at. The gradient of the
// input of a strided convolution is such a convolution too, one for each phase of the stride, of the output's gradient.

import { copyWords, fillWords } from './shared/copy-words';
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
  /**
   * Three 32-bit integers each: offsets down and across, and how many taps from this one on lie side by side in a picture
   * whose pixels do.
   */
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
  /** Panels of the filter that are in work at once; the others are other chunks. */
  panelsPerChunk: i32;
  scratch: usize;
  scratchStride: i32;
}

/** Copies what pixel (n, i, j) of the grid sees. */
@inline
function gather(job: TapJob, n: i32, i: i32, j: i32, to: usize): void {
  const pixel = <usize>job.xStride << 2;
  const image = job.x + <usize>n * <usize>job.height * <usize>job.width * pixel;
  let tap = job.taps;
  for (let t = 0; t < job.tapCount; ) {
    const y = i * job.stepDown + load<i32>(tap);
    const x = j * job.stepAcross + load<i32>(tap, 4);
    let run = load<i32>(tap, 8);
    if (x < 0 || x + run > job.width) run = 1;
    const count = run * job.channels;
    if (y >= 0 && y < job.height && x >= 0 && x < job.width) {
      copyWords(image + (<usize>y * <usize>job.width + <usize>x) * pixel, to, count);
    } else fillWords(to, 0, count);
    to += <usize>count << 2;
    t += run;
    tap += 12 * <usize>run;
  }
  fillWords(to, 0, job.depth - job.tapCount * job.channels);
}

/** Finishes the channels from `c` on, `count` of them, of one pixel. */
@inline
function finishPixel(job: TapJob, from: usize, residual: usize, to: usize, c: i32, count: i32): void {
  const end = c + count;
  const whole = end - 3;
  for (; c < whole; c += 4) {
    const at = <usize>c << 2;
    finish(job, v128.load(from), biasOf(job, c, 4), slopeOf(job, c, 4), residual + at, to + at, 4);
    from += 16;
  }
  const lanes = end - c;
  if (lanes <= 0) return;
  const at = <usize>c << 2;
  finish(job, v128.load(from), biasOf(job, c, lanes), slopeOf(job, c, lanes), residual + at, to + at, lanes);
}

/** `pixelsPerBlock` pixels of the grid from `first` on, the panels from `firstPanel` on. */
function tapBlock(job: TapJob, first: i32, firstPanel: i32, thread: i32): void {
  const count = min(job.pixelsPerBlock, job.gridCount - first);
  const rows = ((count + 5) / 6) * 6;
  const panels = min(job.panelsPerChunk, ((job.outChannels + 7) >> 3) - firstPanel);
  const aRow = job.direct ? <usize>job.xStride << 2 : <usize>(job.depth + 4) << 2;
  const mRow = <usize>(panels * 8 + 4) << 2;
  const m = job.scratch + <usize>thread * <usize>job.scratchStride;
  const gathered = m + <usize>job.pixelsPerBlock * mRow;
  const perImage = job.gridHeight * job.gridWidth;
  const firstN = first / perImage;
  const firstI = (first - firstN * perImage) / job.gridWidth;
  const firstJ = first - firstN * perImage - firstI * job.gridWidth;
  let a = gathered;
  let wholeRows = rows;
  if (job.direct) {
    // The last rows of a picture may not be read past its end: they are copied.
    a = job.x + <usize>first * aRow;
    wholeRows = (count / 6) * 6;
    const rest = count - wholeRows;
    if (rest) memory.copy(gathered, a + <usize>wholeRows * aRow, <usize>(rest - 1) * aRow + (<usize>job.depth << 2));
  } else {
    let n = firstN;
    let i = firstI;
    let j = firstJ;
    for (let r = 0; r < count; r++) {
      gather(job, n, i, j, gathered + <usize>r * aRow);
      if (++j < job.gridWidth) continue;
      j = 0;
      if (++i < job.gridHeight) continue;
      i = 0;
      n++;
    }
  }
  const panelBytes = <usize>job.depth << 5;
  for (let p: usize = 0; p < <usize>panels; p++) {
    const filter = job.filter + (<usize>firstPanel + p) * panelBytes;
    for (let r = 0; r < rows; r += 6) {
      const from = r < wholeRows ? a + <usize>r * aRow : gathered;
      const to = m + <usize>r * mRow + (p << 5);
      if (job.exact) gemmTileExact(from, aRow, filter, job.depth, to, mRow);
      else gemmTile(from, aRow, filter, job.depth, to, mRow, false);
    }
  }
  const channel = firstPanel * 8;
  const channels = min(panels * 8, job.outChannels - channel);
  const pixel = <usize>job.yStride << 2;
  const residualPixel = <usize>job.residualStride << 2;
  let n = firstN;
  let i = firstI;
  let j = firstJ;
  for (let r = 0; r < count; r++) {
    const target = <usize>(
      (n * job.outHeight + job.outTop + i * job.outDown) * job.outWidth + job.outLeft + j * job.outAcross
    );
    const from = m + <usize>r * mRow;
    finishPixel(job, from, job.residual + target * residualPixel, job.y + target * pixel, channel, channels);
    if (++j < job.gridWidth) continue;
    j = 0;
    if (++i < job.gridHeight) continue;
    i = 0;
    n++;
  }
}

/** One chunk: some blocks of pixels, some panels of the filter. */
export function tapConvolutionChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<TapJob>(params);
  const panels = (job.outChannels + 7) >> 3;
  const parts = (panels + job.panelsPerChunk - 1) / job.panelsPerChunk;
  const part = chunk % parts;
  const pixels = job.pixelsPerBlock * job.blocksPerChunk;
  const start = (chunk / parts) * pixels;
  const end = min(start + pixels, job.gridCount);
  for (let first = start; first < end; first += job.pixelsPerBlock) {
    tapBlock(job, first, part * job.panelsPerChunk, thread);
  }
}
