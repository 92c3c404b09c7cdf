// Gradient of the filter of any convolution: for each tap the product of what it saw, [channels, pixels], with the
// output's gradient, [pixels, out].

import { gemmTileTransposed } from './shared/gemm-tile-transposed';

/** What the chunks share; the host writes it. */
@unmanaged
class TapGradientJob {
  /** `[n, height, width]` pixels of `xStride` floats. */
  x: usize;
  xStride: i32;
  height: i32;
  width: i32;
  channels: i32;
  /** Offsets as pairs (down, across) of 32-bit integers. */
  taps: usize;
  stepDown: i32;
  stepAcross: i32;
  gridHeight: i32;
  gridWidth: i32;
  /** Of all pictures. */
  gridCount: i32;
  /** The output's gradient in panels, `[ceil(out / 8)][gridCount rounded up to 4][8]`. */
  dy: usize;
  dyDepth: i32;
  outChannels: i32;
  /** A multiple of 6. */
  channelsPerChunk: i32;
  pixelsPerBlock: i32;
  /** `[taps][channels][out]`. */
  dw: usize;
  scratch: usize;
  scratchStride: i32;
}

/** One chunk: some channels of one tap. */
export function tapGradientChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<TapGradientJob>(params);
  const parts = (job.channels + job.channelsPerChunk - 1) / job.channelsPerChunk;
  const tapNumber = chunk / parts;
  const firstChannel = (chunk - tapNumber * parts) * job.channelsPerChunk;
  const channels = min(job.channelsPerChunk, job.channels - firstChannel);
  const down = load<i32>(job.taps + (<usize>tapNumber << 3));
  const across = load<i32>(job.taps + (<usize>tapNumber << 3), 4);
  const panels = (job.outChannels + 7) >> 3;
  const a = job.scratch + <usize>thread * <usize>job.scratchStride;
  const aStep = <usize>(job.channelsPerChunk + 4) << 2;
  const c = a + <usize>job.pixelsPerBlock * aStep;
  const cRow = <usize>(panels * 8 + 4) << 2;
  memory.fill(c, 0, <usize>job.channelsPerChunk * cRow);
  const bytes = <usize>channels << 2;
  const pixel = <usize>job.xStride << 2;
  const perImage = job.gridHeight * job.gridWidth;
  for (let first = 0; first < job.gridCount; first += job.pixelsPerBlock) {
    const count = min(job.pixelsPerBlock, job.gridCount - first);
    for (let r = 0; r < count; r++) {
      const place = first + r;
      const n = place / perImage;
      const inImage = place - n * perImage;
      const i = inImage / job.gridWidth;
      const y = i * job.stepDown + down;
      const x = (inImage - i * job.gridWidth) * job.stepAcross + across;
      const to = a + <usize>r * aStep;
      if (y >= 0 && y < job.height && x >= 0 && x < job.width) {
        const source = (<usize>n * <usize>job.height + <usize>y) * <usize>job.width + <usize>x;
        memory.copy(to, job.x + source * pixel + (<usize>firstChannel << 2), bytes);
      } else memory.fill(to, 0, bytes);
    }
    for (let p: usize = 0; p < <usize>panels; p++) {
      const panel = job.dy + ((p * <usize>job.dyDepth + <usize>first) << 5);
      for (let r: usize = 0; r < <usize>channels; r += 6) {
        gemmTileTransposed(a + (r << 2), aStep, panel, count, c + r * cRow + (p << 5), cRow);
      }
    }
  }
  const rowBytes = <usize>job.outChannels << 2;
  let to = job.dw + <usize>(tapNumber * job.channels + firstChannel) * rowBytes;
  for (let r = 0; r < channels; r++) {
    memory.copy(to, c + <usize>r * cRow, rowBytes);
    to += rowBytes;
  }
}
