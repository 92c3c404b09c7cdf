// What is the same in Node and in browsers.

export {
  type ColourChunks,
  type CropWindow,
  cropRaster,
  isOpaque,
  type PictureMetadata,
  type PictureTags,
  type PillowFilter,
  type Raster,
  tagsOf,
} from '@srkit/core';
export { rgbToGrayBytes } from './color/gray-bytes';
export { rgbToYcbcrBytes, ycbcrToRgbBytes } from './color/ycbcr-bytes';
export type { DecodeOptions } from './decode-options';
export { checkEncodable, type EncodeOptions, type PictureSize } from './encode-options';
export type { EncodedPicture, TagsOutcome } from './encoded-picture';
export { formatFromPath } from './format-from-path';
export type { ImageFormat } from './image-format';
export type { ImageInfo } from './image-info';
export type { ImageSource } from './image-source';
export { DEFAULT_MAX_PIXELS } from './limits';
export { pngPieces } from './png/encode-png';
export { type PixelOrder, reorderPixels } from './reorder-pixels';
export { resizeLanczos4 } from './resize/resize-lanczos4';
export { resizeLinearFloat } from './resize/resize-linear-float';
export { resizePillow } from './resize/resize-pillow';
