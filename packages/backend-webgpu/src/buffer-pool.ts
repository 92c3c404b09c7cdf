import { DeviceError } from '@srkit/core';
import type { BufferManager } from './tfjs-4.22/stock-backend';

/**
 * Vectors of four floats are read whole. A buffer of one float bound to a shader that reads vectors is refused by WebGPU,
 * together with everything that was submitted beside it.
 */
const GRANULE = 16;

/** Steps between two powers of two: neighbouring sizes share a buffer, for an eighth of it at most. */
const STEPS = 8;

/** Bytes that are allocated may be so many times those that were in use at once. */
const SLACK = 1.5;

/** Bytes that lie idle and are not worth freeing: uniforms, biases, small tiles. */
const IDLE_FLOOR = 2 ** 24;

/** Submissions after which a peak is forgotten, a few tiles' worth; it counts once more as long as that. */
const SUBMISSIONS_OF_A_PEAK = 256;

/** Bytes that are allocated for a tensor of so many. */
export const roundedSize = (bytes: number): number => {
  const least = Math.max(GRANULE, Math.ceil(bytes / GRANULE) * GRANULE);
  const step = Math.max(GRANULE, 2 ** Math.floor(Math.log2(least)) / STEPS);
  return Math.ceil(least / step) * step;
};

const keyOf = (size: number, usage: number): string => `${size}_${usage}`;

/**
 * The graphics device's buffers, kept for the next tensor of about their size. Stands in for `BufferManager` of
 * tfjs-backend-webgpu 4.22.0, which keeps every buffer for its exact size and never gives one back: a dozen pictures of
 * changing sizes held 40 GB.
 *
 * Allocated are at most 1.5 times the bytes that were lately in use at once, and 16 MiB beside those in use; what lay
 * idle longest goes first.
 */
export class BufferPool implements BufferManager {
  readonly #device: GPUDevice;
  /** Idle buffers by size and usage. */
  readonly #idle = new Map<string, GPUBuffer[]>();
  /** All idle buffers, the one used last at the end. */
  readonly #order = new Set<GPUBuffer>();
  readonly #used = new Set<GPUBuffer>();
  /** In the order in which they were made. */
  readonly #ages = new WeakMap<GPUBuffer, number>();
  #made = 0;
  #peak = 0;
  #earlierPeak = 0;
  #submissions = 0;
  numBytesUsed = 0;
  numBytesAllocated = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /**
   * @param mappedAtCreation a new buffer is; one from the pool never.
   * @param reuse whether one from the pool will do.
   * @throws DeviceError `E_DEVICE_MEMORY` for more bytes than one buffer may have, or than the host can map.
   */
  acquireBuffer(
    bytes: number,
    usage: GPUBufferUsageFlags,
    mappedAtCreation = false,
    reuse = true,
  ): GPUBuffer {
    const size = this.#sizeFor(bytes, usage);
    const buffer = (reuse && this.#take(keyOf(size, usage))) || this.#create(size, usage, mappedAtCreation);
    this.#used.add(buffer);
    this.numBytesUsed += size;
    this.#peak = Math.max(this.#peak, this.numBytesUsed);
    return buffer;
  }

  /** @param reuse false for a buffer that is of no use to others. */
  releaseBuffer(buffer: GPUBuffer, reuse = true): void {
    if (!this.#used.delete(buffer)) return;
    const { size, usage } = buffer;
    this.numBytesUsed -= size;
    if (!reuse) {
      this.#destroy(buffer);
      return;
    }
    const key = keyOf(size, usage);
    const idle = this.#idle.get(key);
    if (idle) idle.push(buffer);
    else this.#idle.set(key, [buffer]);
    this.#order.add(buffer);
  }

  /** Gives back what is too much. Only between submissions: commands that are not submitted may need idle buffers. */
  trim(): void {
    this.#submissions += 1;
    if (this.#submissions % SUBMISSIONS_OF_A_PEAK === 0) {
      this.#earlierPeak = this.#peak;
      this.#peak = this.numBytesUsed;
    }
    this.#shrinkTo(Math.max(SLACK * Math.max(this.#peak, this.#earlierPeak), this.numBytesUsed + IDLE_FLOOR));
  }

  /** Gives back all that is idle. Only between submissions, as `trim`. */
  clear(): void {
    this.#shrinkTo(this.numBytesUsed);
  }

  dispose(): void {
    this.clear();
    for (const buffer of this.#used) this.#destroy(buffer);
    this.#used.clear();
    this.numBytesUsed = 0;
  }

  #sizeFor(bytes: number, usage: GPUBufferUsageFlags): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
    const most =
      usage & GPUBufferUsage.STORAGE ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (bytes > most) {
      throw new DeviceError(
        'E_DEVICE_MEMORY',
        `A tensor of ${bytes} bytes does not fit the graphics device, whose buffers have at most ${most}. Use a smaller tile.`,
      );
    }
    const rounded = roundedSize(bytes);
    return rounded <= most ? rounded : Math.min(most, Math.ceil(bytes / GRANULE) * GRANULE);
  }

  #ageOf(buffer: GPUBuffer): number {
    return this.#ages.get(buffer) as number;
  }

  /**
   * The oldest of its kind. Which one it is depends on which are idle and not on how they came to be: steps that are the
   * same find the same buffers, and the bindings that were made of them.
   */
  #take(key: string): GPUBuffer | undefined {
    const idle = this.#idle.get(key);
    if (!idle || idle.length === 0) return undefined;
    let oldest = 0;
    for (let i = 1; i < idle.length; i++) {
      if (this.#ageOf(idle[i] as GPUBuffer) < this.#ageOf(idle[oldest] as GPUBuffer)) oldest = i;
    }
    const [buffer] = idle.splice(oldest, 1);
    this.#order.delete(buffer as GPUBuffer);
    return buffer;
  }

  #create(size: number, usage: GPUBufferUsageFlags, mappedAtCreation: boolean): GPUBuffer {
    try {
      const buffer = this.#device.createBuffer({ size, usage, mappedAtCreation });
      this.#ages.set(buffer, ++this.#made);
      this.numBytesAllocated += size;
      return buffer;
    } catch (cause) {
      throw new DeviceError(
        'E_DEVICE_MEMORY',
        `The graphics device could not allocate ${size} bytes. Use a smaller tile.`,
        { cause },
      );
    }
  }

  #shrinkTo(most: number): void {
    for (const buffer of this.#order) {
      if (this.numBytesAllocated <= most) return;
      this.#order.delete(buffer);
      const key = keyOf(buffer.size, buffer.usage);
      const idle = this.#idle.get(key) as GPUBuffer[];
      idle.splice(idle.indexOf(buffer), 1);
      if (idle.length === 0) this.#idle.delete(key);
      this.#destroy(buffer);
    }
  }

  #destroy(buffer: GPUBuffer): void {
    buffer.destroy();
    this.numBytesAllocated -= buffer.size;
  }
}
