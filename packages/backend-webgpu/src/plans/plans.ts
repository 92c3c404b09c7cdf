import type { DataId } from '../tfjs-4.22/stock-backend';
import type { Plan } from './plan';
import type { Recipe } from './recording';

/** What plans keep on the device, unless they are told otherwise. Beyond it, computations are bound by the card, not by the host. */
const BUDGET_BYTES = 2 ** 27;

/** Recipes that are kept; each refers to its dispatches. */
const MOST_RECIPES = 64;

/** A computation that was seen once. */
export interface Known {
  readonly owner: object;
  readonly key: string;
  readonly weights: readonly DataId[];
  /** What the computation said of its result. */
  readonly note: unknown;
  /** undefined: it cannot be done again without tfjs. */
  readonly recipe: Recipe | undefined;
  /** Made when the computation comes for the second time. */
  plan: Plan | undefined;
}

/** Gives back what a computation holds on the device. */
export type Release = (known: Known) => void;

/**
 * Plans, the one used last at the end: as many as the budget allows. One whose weights are released, or are others by
 * now, is given up.
 */
export class Plans {
  readonly #release: Release;
  readonly #known = new Set<Known>();
  readonly #byOwner = new WeakMap<object, Map<string, Known>>();
  readonly #byWeight = new Map<DataId, Set<Known>>();
  #budgetBytes = BUDGET_BYTES;
  #isClosed = false;

  constructor(release: Release) {
    this.#release = release;
  }

  /** Bytes that plans may hold in all; 0: none are made. */
  get budgetBytes(): number {
    return this.#isClosed ? 0 : this.#budgetBytes;
  }

  set budgetBytes(bytes: number) {
    this.#budgetBytes = Math.min(bytes, BUDGET_BYTES);
    this.makeRoom(0);
  }

  /** Bytes that they hold now. */
  get bytes(): number {
    let sum = 0;
    for (const { plan, recipe } of this.#known) if (plan) sum += recipe!.bytes;
    return sum;
  }

  find(owner: object, key: string, weights: readonly DataId[]): Known | undefined {
    const known = this.#byOwner.get(owner)?.get(key);
    if (!known) return undefined;
    if (known.weights.length !== weights.length || known.weights.some((dataId, i) => dataId !== weights[i])) {
      this.#forget(known);
      return undefined;
    }
    this.#known.delete(known);
    this.#known.add(known);
    return known;
  }

  add(known: Known): void {
    this.#known.add(known);
    const ofOwner = this.#byOwner.get(known.owner) ?? new Map<string, Known>();
    this.#byOwner.set(known.owner, ofOwner);
    ofOwner.set(known.key, known);
    for (const dataId of known.weights) {
      const users = this.#byWeight.get(dataId) ?? new Set();
      this.#byWeight.set(dataId, users);
      users.add(known);
    }
    if (this.#known.size > MOST_RECIPES) this.#forget(this.#known.values().next().value as Known);
  }

  /** Gives up plans, the one used longest ago first, until so many bytes more are within the budget. */
  makeRoom(bytes: number): void {
    for (const known of this.#known) {
      if (this.bytes + bytes <= this.budgetBytes) return;
      if (known.plan) this.#forget(known);
    }
  }

  /** A tensor's buffer is about to be released. */
  released(dataId: DataId): void {
    for (const known of [...(this.#byWeight.get(dataId) ?? [])]) this.#forget(known);
  }

  clear(): void {
    for (const known of [...this.#known]) this.#forget(known);
  }

  /** No plans from now on. */
  close(): void {
    this.#isClosed = true;
    this.clear();
  }

  #forget(known: Known): void {
    if (!this.#known.delete(known)) return;
    this.#byOwner.get(known.owner)?.delete(known.key);
    for (const dataId of known.weights) {
      const users = this.#byWeight.get(dataId);
      users?.delete(known);
      if (users?.size === 0) this.#byWeight.delete(dataId);
    }
    this.#release(known);
  }
}
