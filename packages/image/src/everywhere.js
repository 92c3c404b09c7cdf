// What is the same in Node and in browsers.
export { cropRaster, isOpaque, tagsOf, } from '@srkit/core';
export { rgbToGrayBytes } from './color/gray-bytes';
export { rgbToYcbcrBytes, ycbcrToRgbBytes } from './color/ycbcr-bytes';
export { checkEncodable } from './encode-options';
export { formatFromPath } from './format-from-path';
export { DEFAULT_MAX_PIXELS } from './limits';
export { resizeLanczos4 } from './resize/resize-lanczos4';
export { resizeLinearFloat } from './resize/resize-linear-float';
export { resizePillow } from './resize/resize-pillow';
