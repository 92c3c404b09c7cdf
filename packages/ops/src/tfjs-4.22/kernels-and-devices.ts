/**
 * Mends TensorFlow.js, and is the only place to do so beside `gradients.ts`. Checked against tfjs 4.22.0 (its
 * last release, December 2024); every entry names what is wrong, so that it can be dropped when a release repairs it.
 */
import { DeviceError } from '@srkit/core';
import {
  backend,
  backend_util,
  type Conv2DBackpropFilterAttrs,
  engine,
  expandDims,
  getBackend,
  getKernel,
  matMul,
  pad,
  registerKernel,
  reshape,
  scatterND,
  stack,
  stridedSlice,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  type TensorInfo,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Computed, Repeated } from '../repeated';

/**
 * Gradient of a convolution with respect to its filter, as one matrix product per filter position:
 * dW[ky, kx] = X(ky, kx)^T dY, X(ky, kx) being the pixels that position (ky, kx) sees.
 */
const conv2DBackpropFilter = (x: Tensor4D, dy: Tensor4D, attrs: Conv2DBackpropFilterAttrs): Tensor4D => {
  const info = backend_util.computeConv2DInfo(
    x.shape,
    attrs.filterShape,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(attrs.dataFormat),
  );
  const {
    filterHeight,
    filterWidth,
    inChannels,
    outChannels,
    outHeight,
    outWidth,
    strideHeight,
    strideWidth,
  } = info;
  const { top, bottom, left, right } = info.padInfo;
  const padded = pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const pixels = info.batchSize * outHeight * outWidth;
  const dyMatrix = reshape(dy, [pixels, outChannels]);
  const products: Tensor2D[] = [];
  for (let ky = 0; ky < filterHeight; ky++) {
    for (let kx = 0; kx < filterWidth; kx++) {
      products.push(
        tidy(() => {
          const seen = stridedSlice(
            padded,
            [0, ky, kx, 0],
            [
              info.batchSize,
              ky + (outHeight - 1) * strideHeight + 1,
              kx + (outWidth - 1) * strideWidth + 1,
              inChannels,
            ],
            [1, strideHeight, strideWidth, 1],
          );
          return matMul(reshape(seen, [pixels, inChannels]), dyMatrix, true, false) as Tensor2D;
        }),
      );
    }
  }
  return reshape(stack(products), [filterHeight, filterWidth, inChannels, outChannels]);
};

/** tfjs-backend-wasm has no `Conv2DBackpropFilter`, so nothing with a convolution can be trained on it. */
const addFilterGradientToWasm = (): void => {
  if (getKernel('Conv2DBackpropFilter', 'wasm')) return;
  registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tidy(() =>
        conv2DBackpropFilter(
          inputs.x as Tensor as Tensor4D,
          inputs.dy as Tensor as Tensor4D,
          attrs as unknown as Conv2DBackpropFilterAttrs,
        ),
      ),
  });
};

addFilterGradientToWasm();

/** tfjs-backend-wasm has no `UnsortedSegmentSum`, so `gather` has no gradient on it. Its `ScatterNd` adds up. */
const addSegmentSumToWasm = (): void => {
  if (getKernel('UnsortedSegmentSum', 'wasm')) return;
  registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tidy(() => {
        const { x, segmentIds } = inputs as { x: Tensor; segmentIds: Tensor };
        const shape = [attrs!['numSegments'] as number, ...x.shape.slice(segmentIds.rank)];
        return scatterND(expandDims(segmentIds, -1), x, shape);
      }),
  });
};

addSegmentSumToWasm();

/**
 * Largest single allocation that is passed on. From 2 GiB on the backend's allocator grows the memory by a number that
 * it takes for negative, and hands out memory that is in use; below it fails as it should.
 */
const LARGEST_ALLOCATION = 2 ** 31 - 2 ** 20;

/**
 * Room that must be left after an allocation for what the kernel itself allocates in C++, where a failure aborts:
 * XNNPACK's pointers take 36 bytes an output pixel, three times the size of an RGB output.
 */
const reserveFor = (bytes: number): number => Math.min(2 ** 28, Math.max(2 ** 25, 3 * bytes));

/** Smaller allocations are not checked for room: they are many, and the last large one made sure of it. */
const LARGE_ALLOCATION = 2 ** 20;

interface WasmModule {
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
  guardedBySrkit?: true;
}

/**
 * tfjs-backend-wasm ignores a failed allocation: `_malloc` returns 0 and the kernel writes its result over
 * address 0, so a tile that is too large silently corrupts every other tensor. After this call a failed
 * allocation throws a `DeviceError` (`E_DEVICE_MEMORY`) instead, and the second half of the 4 GiB, whose addresses
 * tfjs takes for negative numbers, can be used. Does nothing on other backends.
 */
export const guardWasmMemory = (): void => {
  // Only the current backend is asked for: findBackend would start one that nobody wants.
  if (getBackend() !== 'wasm') return;
  const { wasm } = backend() as unknown as { wasm?: WasmModule };
  if (wasm?.guardedBySrkit) return;
  const allocate = wasm?._malloc;
  if (!wasm || typeof allocate !== 'function') {
    throw new DeviceError(
      'E_DEVICE_TFJS_VERSION',
      'tfjs-backend-wasm has no `_malloc` where 4.22.0 has it. Use @tensorflow/tfjs-backend-wasm ^4.22.0.',
    );
  }
  const withRoom = (bytes: number): number => {
    if (bytes > LARGEST_ALLOCATION) return 0;
    // Unsigned, because addresses beyond 2 GiB come back negative, and tfjs indexes the heap with them.
    const address = allocate(bytes) >>> 0;
    if (address === 0 || bytes < LARGE_ALLOCATION) return address;
    const reserve = allocate(reserveFor(bytes)) >>> 0;
    wasm._free(reserve === 0 ? address : reserve);
    return reserve === 0 ? 0 : address;
  };
  wasm._malloc = (bytes) => {
    const address = withRoom(bytes);
    if (address === 0 && bytes > 0) {
      throw new DeviceError(
        'E_DEVICE_MEMORY',
        `The wasm backend could not allocate ${bytes} bytes. Use a smaller tile.`,
      );
    }
    return address;
  };
  wasm.guardedBySrkit = true;
};

/** Messages of the browsers', Dawn's and WebAssembly's own failures to allocate. */
const OUT_OF_MEMORY =
  /out of memory|allocation failed|Invalid typed array length|buffer size .* exceeds|exceeds the max buffer size/i;

/** Whether an error says that the device (or its address space) has no room, so that a smaller tile may work. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error &&
  ((error instanceof DeviceError && error.code === 'E_DEVICE_MEMORY') || OUT_OF_MEMORY.test(error.message));

/** What a backend says of its device: `@srkit/backend-webgpu` does. */
interface DeviceFacts {
  readonly deviceName?: string;
  readonly largestTensorBytes?: number;
  /** What is kept to be faster the next time: by `@srkit/backend-wasm` of weights, by `@srkit/backend-webgpu` of computations. */
  readonly derived?: { budgetBytes: number };
  /** See `runRepeated`. */
  repeat?<Note>(repeated: Repeated<Note>): Computed<Note>;
  /** Brings a tensor's elements to where kernels read them. */
  place?(tensor: TensorInfo): void;
  /** A float32 tensor whose elements are not written yet. */
  blank?(shape: number[]): TensorInfo;
  /** Writes a tensor's elements into another one, from that element on. */
  copyInto?(whole: TensorInfo, at: number, part: TensorInfo): void;
}

/** Nothing where no backend runs yet: asking tfjs for one would start it. */
export const deviceFacts = (): DeviceFacts => (getBackend() ? (backend() as DeviceFacts) : {});

/** Name of the current backend's graphics adapter; null on backends without one. */
export const deviceName = (): string | null => deviceFacts().deviceName ?? null;

/** Largest tensor in bytes that the current backend can hold. */
export const largestTensorBytes = (): number => deviceFacts().largestTensorBytes ?? LARGEST_ALLOCATION;

/**
 * Lets the current backend keep so many bytes at most of what it computes once: of weights (transformed filters, four times
 * as large as they), or plans of networks. Without the room it does the work again each time, and is a little slower.
 *
 * @returns Sets it back.
 */
export const limitDerivedData = (bytes: number): (() => void) => {
  const { derived } = deviceFacts();
  if (!derived) return () => undefined;
  const before = derived.budgetBytes;
  derived.budgetBytes = bytes;
  return () => {
    derived.budgetBytes = before;
  };
};

/**
 * Brings a tensor's elements to the device now rather than on first use, where the current backend can, so that the
 * JavaScript array that it was made of can be collected.
 */
export const placeOnDevice = (tensor: TensorInfo): void => deviceFacts().place?.(tensor);

/** A float32 tensor to be written part by part, where the current backend has such; see `Assembly`. */
export const blankTensor = (
  shape: number[],
): { readonly tensor: Tensor; write(at: number, part: TensorInfo): void } | undefined => {
  const facts = deviceFacts();
  if (!facts.blank || !facts.copyInto) return undefined;
  const tensor = engine().makeTensorFromTensorInfo(facts.blank(shape));
  return { tensor, write: (at, part) => facts.copyInto!(tensor, at, part) };
};
