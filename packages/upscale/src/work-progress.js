import { nextTask } from './next-task';

/** Parts that work is counted in. */
const PARTS = 1000;
/** Milliseconds after which timers, signals and other work get their turn. */
const TURN = 15;
/** Tells how much of the work is done, and lets an abort through. */
export class WorkProgress {
  #options;
  #told = -1;
  #turn = Number.NEGATIVE_INFINITY;
  constructor(options) {
    this.#options = options;
  }
  /**
   * @param part Of all work, 0..1.
   * @throws What the signal was aborted with.
   */
  async at(part) {
    if (performance.now() - this.#turn > TURN || part >= 1) {
      await nextTask();
      this.#turn = performance.now();
    }
    this.#options.signal?.throwIfAborted();
    const done = part >= 1 ? PARTS : Math.min(PARTS - 1, Math.floor(part * PARTS));
    // Work that is done again after a lack of memory is not told twice.
    if (done <= this.#told) return;
    this.#told = done;
    this.#options.onProgress?.({ done, total: PARTS, unit: 'thousandths' });
  }
}
