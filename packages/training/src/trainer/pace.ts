/** Where the seconds of an iteration went. */
export interface StepSeconds {
  /** Waiting for the source. */
  readonly data: number;
  /** Forward, backward and update; where a device works on by itself, until it took the work. */
  readonly step: number;
  /** Since the iteration before ended, saving and validation included. */
  readonly total: number;
}

/** Iterations at the start whose time says nothing of the others: shaders and kernels are made in them. */
const WARM_UP = 2;

/** How fast training goes, and when it will be done. */
export class Pace {
  #began = 0;
  #counted = 0;

  /** After an iteration. */
  tick(done: number): void {
    if (done === WARM_UP) this.#began = performance.now();
    if (done > WARM_UP) this.#counted = done - WARM_UP;
  }

  /** Seconds that so many iterations take, pauses for saving and validation included; undefined at the start. */
  eta(iterations: number): number | undefined {
    if (this.#counted === 0) return undefined;
    return ((performance.now() - this.#began) / 1000 / this.#counted) * iterations;
  }
}
