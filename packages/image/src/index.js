export * from './everywhere';
export { decodeImage } from './node/decode-image';
export { encodeImage, encodePicture } from './node/encode-image';
export { keepsProfile } from './node/keeps-profile';
export { probeImage } from './node/probe-image';
export { writeImage } from './node/write-image';
