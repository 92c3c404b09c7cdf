/** Above this value a picture counts as 16-bit in the official code, whatever its type. */
const OFFICIAL_8_BIT_LIMIT = 256;
const EIGHT = { maximum: 255, bitDepth: 8 };
const SIXTEEN = { maximum: 65535, bitDepth: 16 };
/** The range of a picture's samples by the given rule (see `UpscalerOptions.depthRule`). */
export const sampleRange = (raster, rule) => {
  if (rule === 'type') return raster.data instanceof Uint16Array ? SIXTEEN : EIGHT;
  return raster.data.some((value) => value > OFFICIAL_8_BIT_LIMIT) ? SIXTEEN : EIGHT;
};
/** An empty output picture of that range. */
export const allocateSamples = (length, { bitDepth }) =>
  bitDepth === 16 ? new Uint16Array(length) : new Uint8Array(length);
