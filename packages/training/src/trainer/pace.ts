import type { StepPart } from '../steps/step';

/** Where the seconds of an iteration went. */
export interface StepSeconds extends Readonly<Record<StepPart, number>> {
  /** Waiting for the source. */
  readonly data: number;
  /**
   * Forward, backward, update, and the little beside them; where a device works on by itself, until it took the work, as the
   * parts are.
   */
  readonly step: number;
  /** Since the iteration before ended, saving and validation included. */
  readonly total: number;
}

/** What does not happen in every iteration. */
export type Pause = 'validate' | 'save';

/** Iterations at the start whose time says nothing of the others: shaders and kernels are made in them. */
const WARM_UP = 2;
/** Seconds after which an iteration counts half: machines get slower and faster. */
const HALF_LIFE = 30;

/** How fast training goes, and when it will be done. */
export class Pace {
  #seen = 0;
  #seconds = 0;
  #iterations = 0;
  readonly #pauses = new Map<Pause, { seconds: number; count: number }>();

  /** After an iteration that took so long, pauses apart. */
  tick(seconds: number): void {
    if (++this.#seen <= WARM_UP) return;
    const kept = 2 ** (-seconds / HALF_LIFE);
    this.#seconds = kept * this.#seconds + seconds;
    this.#iterations = kept * this.#iterations + 1;
  }

  /** After a pause of so many seconds. */
  paused(pause: Pause, seconds: number): void {
    const before = this.#pauses.get(pause) ?? { seconds: 0, count: 0 };
    this.#pauses.set(pause, { seconds: before.seconds + seconds, count: before.count + 1 });
  }

  /**
   * Seconds that so many iterations take with so many pauses of each kind; undefined at the start. Of a pause that never came
   * nothing is known.
   */
  eta(iterations: number, pauses: Readonly<Record<Pause, number>>): number | undefined {
    if (this.#iterations === 0) return undefined;
    let seconds = (iterations * this.#seconds) / this.#iterations;
    for (const [pause, { seconds: spent, count }] of this.#pauses) seconds += (pauses[pause] * spent) / count;
    return seconds;
  }
}
