/** From the most similar class on. */
export const SIMILARITY_CLASSES = ['H', 'M', 'L'];
/** Least R_olp and R_s of a class. */
export const THRESHOLDS = {
    H: { overlap: 0.3, scaleRatio: 0.9 },
    M: { overlap: 0.1, scaleRatio: 0.66 },
};
/** @param overlap R_olp, 0..1. @param scaleRatio R_s of whatever kind. */
export const similarityClass = (overlap, scaleRatio) => {
    const reaches = (name) => overlap >= THRESHOLDS[name].overlap && scaleRatio >= THRESHOLDS[name].scaleRatio;
    return reaches('H') ? 'H' : reaches('M') ? 'M' : 'L';
};
