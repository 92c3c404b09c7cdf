import { DeviceError } from '@srkit/core';
import { fromPlainError } from './plain-error';
const lost = (cause, remedy) => new DeviceError('E_DEVICE_LOST', `The computation ended unexpectedly (${cause instanceof Error ? cause.message : `exit code ${cause}`}). ${remedy}`, { cause });
/** Methods that run in a worker. One call at a time. */
export class Remote {
    #port;
    #onReply;
    #onEnd;
    #ended;
    /** What the worker said when it had started. */
    facts;
    constructor(port, remedy) {
        this.#port = port;
        port.onReply((reply) => this.#onReply?.(reply));
        port.onEnd((cause) => {
            this.#ended ??= lost(cause, remedy);
            this.#onEnd?.(this.#ended);
        });
    }
    /** Waits until the worker has started. @throws what it throws; DeviceError when it dies; `signal.reason`. */
    static async open(port, input, { remedy, signal }) {
        const remote = new Remote(port, remedy);
        try {
            remote.facts = (await remote.#ask({ kind: 'start', input }, { signal }));
            return remote;
        }
        catch (error) {
            await remote.close();
            throw error;
        }
    }
    /** Whether it can be called no more. */
    get ended() {
        return this.#ended !== undefined;
    }
    /** Calls a method. Aborting ends the worker, wherever it is. */
    call(method, input, work = {}) {
        return this.#ask({ kind: 'call', method, input }, work);
    }
    async #ask(request, { onProgress, signal }) {
        signal?.throwIfAborted();
        if (this.#ended)
            throw this.#ended;
        const abort = () => void this.close();
        signal?.addEventListener('abort', abort, { once: true });
        try {
            return await new Promise((resolve, reject) => {
                this.#onEnd = reject;
                this.#onReply = (reply) => {
                    if (reply.kind === 'progress')
                        onProgress?.(reply.progress);
                    else if (reply.kind === 'value')
                        resolve(reply.value);
                    else
                        reject(fromPlainError(reply.error));
                };
                this.#port.post(request);
            });
        }
        catch (error) {
            signal?.throwIfAborted();
            throw error;
        }
        finally {
            signal?.removeEventListener('abort', abort);
        }
    }
    async close() {
        await this.#port.terminate();
        this.#ended ??= lost('closed', '');
    }
}
