/** Iterations at the start whose time says nothing of the others: shaders and kernels are made in them. */
const WARM_UP = 2;
/** How fast training goes, and when it will be done. */
export class Pace {
    #began = 0;
    #counted = 0;
    /** After an iteration. */
    tick(done) {
        if (done === WARM_UP)
            this.#began = performance.now();
        if (done > WARM_UP)
            this.#counted = done - WARM_UP;
    }
    /** Seconds that so many iterations take, pauses for saving and validation included; undefined at the start. */
    eta(iterations) {
        if (this.#counted === 0)
            return undefined;
        return ((performance.now() - this.#began) / 1000 / this.#counted) * iterations;
    }
}
