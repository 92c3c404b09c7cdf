import { DeviceError } from '@srkit/core';

/** Tensors start on cache lines. */
const ALIGNMENT = 64;
/** One WebAssembly page. */
const PAGE_BYTES = 65536;
/** The memory grows by at least this, so that small tensors do not grow it one by one. */
const GROWTH_BYTES = 2 ** 24;

/** A stretch of free memory. */
interface Gap {
  address: number;
  bytes: number;
}

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * Hands out pieces of a WebAssembly memory: the first that fits, by which bands of RRDBNet take an eighth less memory than by
 * the tightest (small pieces stay low, and what lies high comes free at once); neighbours of a freed piece are joined with
 * it, the memory grows when nothing fits. Addresses are kept beside the memory, so that nothing a kernel writes can damage them.
 */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  readonly #maximumBytes: number;
  readonly #makeRoom: () => boolean;
  /** Sorted by address; no two of them touch. */
  readonly #gaps: Gap[] = [];
  readonly #sizes = new Map<number, number>();
  #end: number;
  #used = 0;
  #peak = 0;

  /**
   * @param start first byte that may be handed out.
   * @param maximumBytes what the memory may grow to.
   * @param makeRoom is called when the memory is full, and frees what can be computed again. False: nothing was freed.
   */
  constructor(
    memory: WebAssembly.Memory,
    start: number,
    maximumBytes: number,
    makeRoom: () => boolean = () => false,
  ) {
    this.#memory = memory;
    this.#makeRoom = makeRoom;
    this.#maximumBytes = maximumBytes;
    this.#end = memory.buffer.byteLength;
    const address = aligned(start);
    if (address < this.#end) this.#gaps.push({ address, bytes: this.#end - address });
  }

  /** Bytes handed out. */
  get usedBytes(): number {
    return this.#used;
  }

  /** The most that was handed out at once. */
  get peakBytes(): number {
    return this.#peak;
  }

  /** Size of the memory. */
  get totalBytes(): number {
    return this.#end;
  }

  /**
   * The address of `bytes` bytes, aligned to 64. Their contents are whatever was there.
   *
   * @throws DeviceError `E_DEVICE_MEMORY` when the memory cannot grow that far.
   */
  allocate(bytes: number): number {
    const wanted = aligned(Math.max(bytes, 1));
    let index = this.#gapFor(wanted);
    if (index < 0 && this.#makeRoom()) index = this.#gapFor(wanted);
    if (index < 0) throw this.#full(wanted);
    const gap = this.#gaps[index]!;
    const { address } = gap;
    if (gap.bytes === wanted) this.#gaps.splice(index, 1);
    else {
      gap.address += wanted;
      gap.bytes -= wanted;
    }
    this.#sizes.set(address, wanted);
    this.#used += wanted;
    if (this.#used > this.#peak) this.#peak = this.#used;
    return address;
  }

  /** Gives back what `allocate` handed out. */
  free(address: number): void {
    const bytes = this.#sizes.get(address);
    if (bytes === undefined) {
      throw new DeviceError('E_DEVICE_HEAP', `Address ${address} was freed, but is not handed out.`);
    }
    this.#sizes.delete(address);
    this.#used -= bytes;
    this.#insert(address, bytes);
  }

  /** Index of a gap that `wanted` bytes fit into, after growing if need be; -1 when the memory is full. */
  #gapFor(wanted: number): number {
    const index = this.#firstGap(wanted);
    return index < 0 && this.#grow(wanted) ? this.#firstGap(wanted) : index;
  }

  #firstGap(wanted: number): number {
    return this.#gaps.findIndex(({ bytes }) => bytes >= wanted);
  }

  #insert(address: number, bytes: number): void {
    let low = 0;
    let high = this.#gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#gaps[middle]!.address < address) low = middle + 1;
      else high = middle;
    }
    const before = this.#gaps[low - 1];
    const after = this.#gaps[low];
    const joinsBefore = before !== undefined && before.address + before.bytes === address;
    const joinsAfter = after !== undefined && address + bytes === after.address;
    if (joinsBefore && joinsAfter) {
      before.bytes += bytes + after.bytes;
      this.#gaps.splice(low, 1);
    } else if (joinsBefore) before.bytes += bytes;
    else if (joinsAfter) {
      after.address = address;
      after.bytes += bytes;
    } else this.#gaps.splice(low, 0, { address, bytes });
  }

  /** Whether the memory could grow so far that `wanted` bytes fit at its end. */
  #grow(wanted: number): boolean {
    const last = this.#gaps.at(-1);
    const atEnd = last !== undefined && last.address + last.bytes === this.#end ? last.bytes : 0;
    const missing = wanted - atEnd;
    const room = this.#maximumBytes - this.#end;
    // An eighth more than there is, so that growing stays rare; never more than fits.
    const growth = Math.min(room, Math.max(missing, GROWTH_BYTES, this.#end / 8));
    const pages = Math.ceil(growth / PAGE_BYTES);
    const smallest = Math.ceil(missing / PAGE_BYTES);
    for (const count of [pages, smallest]) {
      if (missing > room || count < smallest) continue;
      try {
        this.#memory.grow(count);
      } catch {
        continue;
      }
      this.#insert(this.#end, count * PAGE_BYTES);
      this.#end += count * PAGE_BYTES;
      return true;
    }
    return false;
  }

  #full(wanted: number): DeviceError {
    return new DeviceError(
      'E_DEVICE_MEMORY',
      `The srkit-wasm backend could not allocate ${wanted} bytes: ${this.#used} of at most ${this.#maximumBytes} bytes are in use. Use a smaller tile or batch, or dispose of tensors.`,
    );
  }
}
