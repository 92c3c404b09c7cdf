export { defineOp, type OpDefinition } from './define-op';
export { pixelShuffle, pixelUnshuffle } from './pixel-shuffle/pixel-shuffle';
export { deviceName, guardWasmMemory, isOutOfMemory, largestTensorBytes, watchDevice } from './tfjs-4.22';
