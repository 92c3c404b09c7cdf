// One convolution of a dense block, whose input is all that the convolutions before it have seen and made. The
// transformed tiles of those are kept; only the newest channels are transformed, and put behind them.

import {
  firstTile,
  multiplyPlaces,
  PLACE_PADDING,
  ROW_PADDING,
  transformOutputs,
  transformTiles,
  WINDOW,
  WinogradJob,
  wholeRows,
} from './shared/winograd-stages';

@unmanaged
class DenseJob extends WinogradJob {
  /** A ring of transformed tiles of all channels, `[36][tiles][transformedChannels]` for each block of tiles. */
  transformed: usize;
  /** Places for 6 tiles in the ring; a block does not reach around its end. */
  ringPlaces: i32;
  /** Of the whole dense block. */
  transformedChannels: i32;
  /** Channels that are there already; those of `x` come behind them. */
  seenChannels: i32;
  /** The first tile to do, a multiple of 6. */
  start: i32;
  /** The one behind the last. */
  end: i32;
}

/** Some tiles, all output channels. */
function convolveBlock(job: DenseJob, first: i32, count: i32, thread: i32): void {
  const panels = (job.outChannels + 7) >> 3;
  const rows = wholeRows(count);
  const window = job.scratch + <usize>thread * <usize>job.scratchStride;
  const vRow = <usize>(job.transformedChannels + ROW_PADDING) << 2;
  const vPlace = <usize>rows * vRow + PLACE_PADDING;
  const v = job.transformed + <usize>((first / 6) % job.ringPlaces) * 36 * (6 * vRow + PLACE_PADDING);
  const mRow = <usize>(job.panelsPerPart * 8 + ROW_PADDING) << 2;
  const mPlace = <usize>job.tilesPerBlock * mRow + PLACE_PADDING;
  const m = window + WINDOW;
  const channels = job.seenChannels + job.inChannels;
  const filterPanel = <usize>channels << 5;
  transformTiles(job, first, count, 0, job.inChannels, window, v + (<usize>job.seenChannels << 2), vRow, vPlace);
  for (let panel = 0; panel < panels; panel += job.panelsPerPart) {
    const panelCount = min(job.panelsPerPart, panels - panel);
    multiplyPlaces(
      v,
      vRow,
      vPlace,
      rows,
      channels,
      job.filter + <usize>panel * filterPanel,
      <usize>panels * filterPanel,
      filterPanel,
      panelCount,
      m,
      mRow,
      mPlace,
      false,
    );
    const end = min(job.outChannels, (panel + panelCount) * 8);
    transformOutputs(job, first, count, panel * 8, end, window, m, mRow, mPlace);
  }
}

/** One chunk: some tiles. */
export function winogradDenseChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<DenseJob>(params);
  const end = min(job.start + firstTile(job, chunk + 1), job.end);
  for (let tile = job.start + firstTile(job, chunk); tile < end; tile += job.tilesPerBlock) {
    convolveBlock(job, tile, min(job.tilesPerBlock, end - tile), thread);
  }
}
