/** Channels of a pre-offset: down and right for nine taps. */
export const PRE_OFFSET_CHANNELS = 18;
/** The three levels of the restoration networks, in the order in which they run. */
export const LEVELS = [
    { name: 'small', layer: 'relu3_1', channels: 256, scale: 1 },
    { name: 'medium', layer: 'relu2_1', channels: 128, scale: 2 },
    { name: 'large', layer: 'relu1_1', channels: 64, scale: 4 },
];
/** Enlargement of both published networks. */
export const REFERENCE_SCALE = 4;
/** Builds a record with one entry for each layer. */
export const perLayer = (build) => Object.fromEntries(LEVELS.map((level) => [level.layer, build(level)]));
