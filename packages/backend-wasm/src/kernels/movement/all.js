import { batchToSpaceND } from './batch-to-space-nd';
import { concat } from './concat';
import { depthToSpace } from './depth-to-space';
import { gatherNd } from './gather-nd';
import { gatherV2 } from './gather-v2';
import { mirrorPad } from './mirror-pad';
import { pack } from './pack';
import { padV2 } from './pad-v2';
import { pixelShuffle, pixelUnshuffle } from './pixel-shuffle';
import { flipLeftRight, reverse } from './reverse';
import { scatterNd } from './scatter-nd';
import { slice } from './slice';
import { spaceToBatchND } from './space-to-batch-nd';
import { splitV } from './split-v';
import { stridedSlice } from './strided-slice';
import { tile } from './tile';
import { transpose } from './transpose';
import { unpack } from './unpack';
import { unsortedSegmentSum } from './unsorted-segment-sum';
/** Kernels that move elements about without computing, or hardly. */
export const MOVEMENT_KERNELS = [
    batchToSpaceND,
    concat,
    depthToSpace,
    flipLeftRight,
    gatherNd,
    gatherV2,
    mirrorPad,
    pack,
    padV2,
    pixelShuffle,
    pixelUnshuffle,
    reverse,
    scatterNd,
    slice,
    spaceToBatchND,
    splitV,
    stridedSlice,
    tile,
    transpose,
    unpack,
    unsortedSegmentSum,
];
