// 3x3 convolution with stride 1 by Winograd; its stages are in `shared/winograd-stages.ts`.

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
class ConvolutionJob extends WinogradJob {
  /** Input channels of one pass, a multiple of 4: so many transformed tiles stay in a core's second-level cache. */
  channelBlock: i32;
}

/** Some tiles, some output channels. */
function convolveBlock(job: ConvolutionJob, first: i32, count: i32, firstPanel: i32, thread: i32): void {
  const panels = (job.outChannels + 7) >> 3;
  const panelCount = min(job.panelsPerPart, panels - firstPanel);
  const rows = wholeRows(count);
  const window = job.scratch + <usize>thread * <usize>job.scratchStride;
  const vRow = <usize>(job.channelBlock + ROW_PADDING) << 2;
  const vPlace = <usize>job.tilesPerBlock * vRow + PLACE_PADDING;
  const mRow = <usize>(job.panelsPerPart * 8 + ROW_PADDING) << 2;
  const mPlace = <usize>job.tilesPerBlock * mRow + PLACE_PADDING;
  const v = window + WINDOW;
  const m = v + 36 * vPlace;
  const filterPanel = <usize>job.inChannels << 5;
  for (let block = 0; block < job.inChannels; block += job.channelBlock) {
    const channels = min(job.channelBlock, job.inChannels - block);
    transformTiles(job, first, count, block, channels, window, v, vRow, vPlace);
    multiplyPlaces(
      v,
      vRow,
      vPlace,
      rows,
      channels,
      job.filter + <usize>firstPanel * filterPanel + (<usize>block << 5),
      <usize>panels * filterPanel,
      filterPanel,
      panelCount,
      m,
      mRow,
      mPlace,
      block > 0,
    );
  }
  const firstChannel = firstPanel * 8;
  const end = min(job.outChannels, (firstPanel + panelCount) * 8);
  transformOutputs(job, first, count, firstChannel, end, window, m, mRow, mPlace);
}

/** One chunk of a convolution: some tiles, one part of the output channels. */
export function winogradChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ConvolutionJob>(params);
  const panels = (job.outChannels + 7) >> 3;
  const parts = (panels + job.panelsPerPart - 1) / job.panelsPerPart;
  const end = min(firstTile(job, chunk / parts + 1), job.count);
  for (let tile = firstTile(job, chunk / parts); tile < end; tile += job.tilesPerBlock) {
    convolveBlock(job, tile, min(job.tilesPerBlock, end - tile), (chunk % parts) * job.panelsPerPart, thread);
  }
}
