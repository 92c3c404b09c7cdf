import { roundUp } from '../convolution/picture';
/** Enough to keep many cores busy. */
const CHUNKS = 16;
/** Fewer channels than these are not worth finding their places. */
const LEAST_CHANNELS = 8;
/**
 * Cuts the channels of a group into parts, each of which one chunk has to itself.
 *
 * @param copies chunks that there are anyway for each part of a group.
 * @param most channels of a part, so that what it adds up stays in a core's cache.
 */
export const channelsPerPart = (groupChannels, copies, most) => {
    const fitting = Math.max(LEAST_CHANNELS, Math.floor(most / 4) * 4);
    const parts = Math.max(Math.ceil(CHUNKS / copies), Math.ceil(groupChannels / fitting));
    return Math.min(groupChannels, Math.max(LEAST_CHANNELS, roundUp(Math.ceil(groupChannels / parts), 4)));
};
