import { clone } from '@tensorflow/tfjs-core';
/** An optimiser that keeps copies of the gradients of its last step. */
export class RecordingOptimizer {
    adam;
    #last = new Map();
    constructor(adam) {
        this.adam = adam;
    }
    get last() {
        return this.#last;
    }
    step(gradients) {
        this.forget();
        this.#last = new Map([...gradients].map(([name, gradient]) => [name, clone(gradient)]));
        this.adam.step(gradients);
    }
    forget() {
        for (const gradient of this.#last.values())
            gradient.dispose();
        this.#last = new Map();
    }
    dispose() {
        this.forget();
        this.adam.dispose();
    }
}
