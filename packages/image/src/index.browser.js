export { decodeImage } from './browser/decode-image';
export { encodeImage, encodePicture } from './browser/encode-image';
export { probeImage } from './browser/probe-image';
export * from './everywhere';
