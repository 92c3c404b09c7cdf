export * from './everywhere';
export { decodeImage } from './node/decode-image';
export { encodeImage, encodePicture } from './node/encode-image';
export { keepsProfile } from './node/keeps-profile';
export { decodePlainPng, type PlainPng } from './node/plain-png';
export { probeImage } from './node/probe-image';
export { type WriteOptions, type WriteResult, writeImage } from './node/write-image';
