import { writeEpilogue } from './epilogue';
import { evenPart, roundUp } from './picture';
import { planTiles, TILES_PER_BLOCK } from './tile-plan';
/** Products of a 4x4 tile. */
export const PLACES = 36;
const FLOAT_BYTES = 4;
/** Sizes of a thread's scratch, as `assembly/winograd.ts` lays it out. */
const WINDOW_BYTES = 1024;
export const ROW_PADDING = 4;
export const PLACE_PADDING_BYTES = 64;
/** Input channels of one pass: transformed tiles of so many stay in a core's second-level cache. */
const MOST_CHANNELS = 96;
/** Output channels in work at once, in panels of 8. */
const MOST_PANELS = 16;
/** Bytes of a transformed filter. */
export const winogradFilterBytes = (inChannels, outChannels) => PLACES * roundUp(outChannels, 8) * roundUp(inChannels, 4) * FLOAT_BYTES;
/** Writes U = G w G^T to `target`, `winogradFilterBytes` bytes. */
export const transformFilter = (backend, { address, filterIn, filterOut, backward }, target) => {
    const [inChannels, outChannels] = backward ? [filterOut, filterIn] : [filterIn, filterOut];
    backend.params.ints(address, filterIn, filterOut, target, roundUp(inChannels, 4), outChannels, backward ? 1 : 0);
    backend.run('winogradFilterChunk', Math.ceil(outChannels / 8));
};
/** Bytes of a place of a block of tiles, for so many channels. */
const placeBytes = (channels) => TILES_PER_BLOCK * (channels + ROW_PADDING) * FLOAT_BYTES + PLACE_PADDING_BYTES;
/** Panels of 8 output channels that are in work at once. */
const panelsAtOnce = (y) => evenPart(Math.ceil(y.channels / 8), MOST_PANELS, 1);
/** Bytes of a thread's scratch, with room for transformed tiles of `channels` input channels. */
export const scratchBytes = (y, channels) => roundUp(WINDOW_BYTES + PLACES * ((channels > 0 ? placeBytes(channels) : 0) + placeBytes(panelsAtOnce(y) * 8)), 64);
/** 4x4 outputs each. */
export const tilesOf = ({ batch, height, width }) => batch * Math.ceil(height / 4) * Math.ceil(width / 4);
/** Writes what all such convolutions share: `WinogradJob` of `assembly/shared/winograd-stages.ts`. */
export const writeJob = (backend, { x, y, filter, padTop, padLeft, epilogue }, plan, scratch, scratchStride) => writeEpilogue(backend.params, epilogue).ints(Math.ceil(y.width / 4), Math.ceil(y.height / 4), tilesOf(y), x.address, x.stride, x.height, x.width, x.channels, y.address, y.stride, y.height, y.width, y.channels, padTop, padLeft, filter, TILES_PER_BLOCK, plan.tilesPerChunk, plan.wholeChunks, plan.tilesPerLastChunk, panelsAtOnce(y), scratch, scratchStride);
/** 3x3 convolution with stride 1; zeros around the picture. */
export const winogradConvolution = (backend, convolution) => {
    const { x, y } = convolution;
    const parts = Math.ceil(Math.ceil(y.channels / 8) / panelsAtOnce(y));
    const plan = planTiles(tilesOf(y), backend.threads, parts);
    const channelBlock = evenPart(x.channels, MOST_CHANNELS, 4);
    const bytes = scratchBytes(y, channelBlock);
    backend.withScratch(bytes * backend.threads, (scratch) => {
        writeJob(backend, convolution, plan, scratch, bytes).ints(channelBlock);
        backend.run('winogradChunk', plan.chunks * parts);
    });
};
