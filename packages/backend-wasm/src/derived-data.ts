import type { DataId } from '@tensorflow/tfjs-core';
import type { Heap } from './memory/heap';

/** Room for transformed filters; those used least recently make way. RRDBNet's 23 blocks take 270 MB. */
export const BUDGET_BYTES = 400 * 2 ** 20;

interface Entry {
  readonly dataId: DataId;
  readonly kind: string;
  readonly address: number;
  readonly bytes: number;
  /** Number of the kernel that used it last. */
  usedBy: number;
}

/**
 * What is computed of a tensor and can be used again as long as the tensor lives, whose elements never change:
 * filters in the form in which convolutions read them.
 */
export class DerivedData {
  readonly #heap: Heap;
  /** By tensor, then by kind. */
  readonly #entries = new Map<DataId, Map<string, Entry>>();
  /** In order of their last use. */
  readonly #order = new Set<Entry>();
  /** What the running kernel alone needs. */
  readonly #passing = new Set<Entry>();
  #bytes = 0;
  #kernel = 0;
  #budget = BUDGET_BYTES;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** Bytes that may stay when no kernel runs, at most `BUDGET_BYTES`. What is beyond a smaller one goes at once. */
  get budgetBytes(): number {
    return this.#budget;
  }

  set budgetBytes(bytes: number) {
    this.#budget = Math.min(bytes, BUDGET_BYTES);
    this.#makeRoom(0);
  }

  /** What was asked for until now may go. */
  kernelEnded(): void {
    this.#kernel++;
    for (const entry of this.#passing) this.#remove(entry);
    this.#makeRoom(0);
  }

  /**
   * The address of what `fill` wrote, now or earlier. It lasts until the kernel ends.
   *
   * @param keep false: it is given up when the kernel ends, also if it was there before, because the kernel takes far
   *   longer than `fill`, and so will those that follow.
   */
  get(dataId: DataId, kind: string, bytes: number, fill: (address: number) => void, keep = true): number {
    const known = this.#entries.get(dataId)?.get(kind);
    if (known) {
      this.#order.delete(known);
      this.#order.add(known);
      known.usedBy = this.#kernel;
      if (!keep) this.#passing.add(known);
      return known.address;
    }
    this.#makeRoom(bytes);
    const address = this.#heap.allocate(bytes);
    try {
      fill(address);
    } catch (error) {
      this.#heap.free(address);
      throw error;
    }
    const entry: Entry = { dataId, kind, address, bytes, usedBy: this.#kernel };
    const kinds = this.#entries.get(dataId) ?? new Map<string, Entry>();
    this.#entries.set(dataId, kinds.set(kind, entry));
    this.#order.add(entry);
    if (!keep) this.#passing.add(entry);
    this.#bytes += bytes;
    return address;
  }

  /** Frees all that the running kernel has not asked for. False: there was nothing. */
  releaseIdle(): boolean {
    const idle = [...this.#order].filter(({ usedBy }) => usedBy !== this.#kernel);
    for (const entry of idle) this.#remove(entry);
    return idle.length > 0;
  }

  /** The tensor is gone. */
  drop(dataId: DataId): void {
    for (const entry of this.#entries.get(dataId)?.values() ?? []) this.#remove(entry);
  }

  /** Gives up what was used least recently, but nothing that the running kernel needs, until so much more fits. */
  #makeRoom(bytes: number): void {
    for (const oldest of this.#order) {
      if (this.#bytes + bytes <= this.#budget || oldest.usedBy === this.#kernel) break;
      this.#remove(oldest);
    }
  }

  #remove(entry: Entry): void {
    const kinds = this.#entries.get(entry.dataId);
    kinds?.delete(entry.kind);
    if (kinds?.size === 0) this.#entries.delete(entry.dataId);
    this.#order.delete(entry);
    this.#passing.delete(entry);
    this.#bytes -= entry.bytes;
    this.#heap.free(entry.address);
  }
}
