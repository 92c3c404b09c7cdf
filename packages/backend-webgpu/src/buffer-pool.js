import { DeviceError } from '@srkit/core';
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
export const roundedSize = (bytes) => {
    const least = Math.max(GRANULE, Math.ceil(bytes / GRANULE) * GRANULE);
    const step = Math.max(GRANULE, 2 ** Math.floor(Math.log2(least)) / STEPS);
    return Math.ceil(least / step) * step;
};
const keyOf = (size, usage) => `${size}_${usage}`;
/**
 * The graphics device's buffers, kept for the next tensor of about their size. Stands in for `BufferManager` of
 * tfjs-backend-webgpu 4.22.0, which keeps every buffer for its exact size and never gives one back: a dozen pictures of
 * changing sizes held 40 GB.
 *
 * Allocated are at most 1.5 times the bytes that were lately in use at once, and 16 MiB beside those in use; what lay
 * idle longest goes first.
 */
export class BufferPool {
    #device;
    /** Idle buffers by size and usage, the one used last at the end. */
    #idle = new Map();
    /** All idle buffers, the one used last at the end. */
    #order = new Set();
    #used = new Set();
    #peak = 0;
    #earlierPeak = 0;
    #submissions = 0;
    numBytesUsed = 0;
    numBytesAllocated = 0;
    constructor(device) {
        this.#device = device;
    }
    /**
     * @param mappedAtCreation a new buffer is; one from the pool never.
     * @param reuse whether one from the pool will do.
     * @throws DeviceError `E_DEVICE_MEMORY` for more bytes than one buffer may have, or than the host can map.
     */
    acquireBuffer(bytes, usage, mappedAtCreation = false, reuse = true) {
        const size = this.#sizeFor(bytes, usage);
        const buffer = (reuse && this.#take(keyOf(size, usage))) || this.#create(size, usage, mappedAtCreation);
        this.#used.add(buffer);
        this.numBytesUsed += size;
        this.#peak = Math.max(this.#peak, this.numBytesUsed);
        return buffer;
    }
    /** @param reuse false for a buffer that is of no use to others. */
    releaseBuffer(buffer, reuse = true) {
        if (!this.#used.delete(buffer))
            return;
        const { size, usage } = buffer;
        this.numBytesUsed -= size;
        if (!reuse) {
            this.#destroy(buffer);
            return;
        }
        const key = keyOf(size, usage);
        const idle = this.#idle.get(key);
        if (idle)
            idle.push(buffer);
        else
            this.#idle.set(key, [buffer]);
        this.#order.add(buffer);
    }
    /** Gives back what is too much. Only between submissions: commands that are not submitted may need idle buffers. */
    trim() {
        this.#submissions += 1;
        if (this.#submissions % SUBMISSIONS_OF_A_PEAK === 0) {
            this.#earlierPeak = this.#peak;
            this.#peak = this.numBytesUsed;
        }
        this.#shrinkTo(Math.max(SLACK * Math.max(this.#peak, this.#earlierPeak), this.numBytesUsed + IDLE_FLOOR));
    }
    /** Gives back all that is idle. Only between submissions, as `trim`. */
    clear() {
        this.#shrinkTo(this.numBytesUsed);
    }
    dispose() {
        this.clear();
        for (const buffer of this.#used)
            this.#destroy(buffer);
        this.#used.clear();
        this.numBytesUsed = 0;
    }
    #sizeFor(bytes, usage) {
        const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
        const most = usage & GPUBufferUsage.STORAGE ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
        if (bytes > most) {
            throw new DeviceError('E_DEVICE_MEMORY', `A tensor of ${bytes} bytes does not fit the graphics device, whose buffers have at most ${most}. Use a smaller tile.`);
        }
        const rounded = roundedSize(bytes);
        return rounded <= most ? rounded : Math.min(most, Math.ceil(bytes / GRANULE) * GRANULE);
    }
    #take(key) {
        const buffer = this.#idle.get(key)?.pop();
        if (buffer)
            this.#order.delete(buffer);
        return buffer;
    }
    #create(size, usage, mappedAtCreation) {
        try {
            const buffer = this.#device.createBuffer({ size, usage, mappedAtCreation });
            this.numBytesAllocated += size;
            return buffer;
        }
        catch (cause) {
            throw new DeviceError('E_DEVICE_MEMORY', `The graphics device could not allocate ${size} bytes. Use a smaller tile.`, { cause });
        }
    }
    #shrinkTo(most) {
        for (const buffer of this.#order) {
            if (this.numBytesAllocated <= most)
                return;
            this.#order.delete(buffer);
            const key = keyOf(buffer.size, buffer.usage);
            const idle = this.#idle.get(key);
            // The one that lay longest is the first of its size, too.
            idle.shift();
            if (idle.length === 0)
                this.#idle.delete(key);
            this.#destroy(buffer);
        }
    }
    #destroy(buffer) {
        buffer.destroy();
        this.numBytesAllocated -= buffer.size;
    }
}
