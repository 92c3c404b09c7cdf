import { checkpointError } from '../checkpoint-error';
/** A server may take this long to accept, to answer, and between two chunks of the answer. */
export const DEFAULT_SILENCE_MS = 30_000;
/** Ends work by its signal when nothing has happened for some time. */
export class Deadline {
    #controller = new AbortController();
    #milliseconds;
    #url;
    #timer;
    /** Aborted by the deadline, or with the caller's own signal. */
    signal;
    constructor(url, milliseconds, signal) {
        this.#url = url;
        this.#milliseconds = milliseconds;
        this.signal = AbortSignal.any([this.#controller.signal, ...(signal ? [signal] : [])]);
        this.touch();
    }
    /** Something has happened: the time begins anew. */
    touch() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => {
            this.#controller.abort(checkpointError('E_CHECKPOINT_NETWORK', `${this.#url}: the server has sent nothing for ${this.#milliseconds / 1000} seconds. Try again, which goes on from here.`));
        }, this.#milliseconds);
    }
    end() {
        clearTimeout(this.#timer);
    }
}
