import { DeviceError } from '@srkit/core';
import { CONTROL, CONTROL_ADDRESS, CONTROL_LENGTH, PARAMS_ADDRESS } from '../memory/memory-map';
import { CHUNK_BITS, MAX_CHUNKS } from './ticket';
/** How long to poll for the last chunks before sleeping. */
const SPINS = 20_000;
/** A chunk takes milliseconds; one that is not done after this long never will be. */
const LOST_AFTER_MS = 30_000;
const START_TIMEOUT_MS = 10_000;
/** @param trap what a chunk of this thread threw; undefined when it was another thread's. */
const trapped = (trap) => new DeviceError('E_DEVICE_THREAD', `A kernel of the srkit-wasm backend failed: ${trap ?? 'a thread trapped'}. This is a bug of the backend.`, { cause: trap });
/** Runs the chunks of a job on the main thread and its helpers. Which thread takes which chunk changes no result. */
export class ThreadPool {
    #threads = [];
    #kernels;
    #control;
    #maySleep;
    #lostAfterMs;
    #job = 0;
    constructor(kernels, control, maySleep, lostAfterMs) {
        this.#kernels = kernels;
        this.#control = control;
        this.#maySleep = maySleep;
        this.#lostAfterMs = lostAfterMs;
    }
    /**
     * Starts the helpers and waits for them. Where none can be started (memory that is not shared, a content security
     * policy), the main thread works alone.
     *
     * @param lostAfterMs how long a chunk may take before its thread counts as dead.
     */
    static async start(platform, module, memory, kernels, lostAfterMs = LOST_AFTER_MS) {
        const { startThread, maySleep } = platform;
        const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
        const control = shared ? new Int32Array(memory.buffer, CONTROL_ADDRESS, CONTROL_LENGTH) : undefined;
        const pool = new ThreadPool(kernels, control, maySleep, lostAfterMs);
        const helpers = shared && startThread ? platform.threadCount() - 1 : 0;
        const started = [];
        try {
            for (let thread = 1; thread <= helpers; thread++) {
                started.push(startThread({ module, memory, thread }));
            }
            let timer;
            const late = new Promise((_, reject) => {
                timer = setTimeout(() => reject(new Error('the threads do not start')), START_TIMEOUT_MS);
            });
            await Promise.race([Promise.all(started.map(({ ready }) => ready)), late]).finally(() => clearTimeout(timer));
            pool.#threads.push(...started);
        }
        catch {
            for (const thread of started)
                thread.terminate();
        }
        return pool;
    }
    /** Threads that take chunks, the main one included. Kernels need scratch memory for each of them. */
    get size() {
        return this.#threads.length + 1;
    }
    /**
     * Runs `chunks` chunks of a kernel; its parameters have been written. Returns when all are done.
     *
     * @throws DeviceError `E_DEVICE_THREAD` when a chunk traps or a thread has died with one.
     */
    run(kernel, chunks) {
        if (chunks > MAX_CHUNKS) {
            throw new DeviceError('E_DEVICE_THREAD', `A job has ${chunks} chunks, expected at most ${MAX_CHUNKS}.`);
        }
        const work = this.#kernels[kernel];
        const control = this.#control;
        if (!control || this.#threads.length === 0 || chunks < 2) {
            try {
                for (let chunk = 0; chunk < chunks; chunk++)
                    work(PARAMS_ADDRESS, chunk, 0);
            }
            catch (error) {
                throw trapped(error);
            }
            return;
        }
        this.#job = (this.#job + 1) | 0;
        const tag = this.#job << CHUNK_BITS;
        // First a ticket of the new job without chunks: threads that still look at the last job find nothing to take while
        // the description changes.
        Atomics.store(control, CONTROL.ticket, tag + MAX_CHUNKS);
        Atomics.store(control, CONTROL.kernel, kernel);
        Atomics.store(control, CONTROL.chunks, chunks);
        Atomics.store(control, CONTROL.remaining, chunks);
        Atomics.store(control, CONTROL.ticket, tag);
        Atomics.store(control, CONTROL.job, this.#job);
        Atomics.notify(control, CONTROL.job);
        let trap;
        for (;;) {
            const ticket = Atomics.load(control, CONTROL.ticket);
            const chunk = (ticket - tag) | 0;
            if (chunk >= chunks)
                break;
            if (Atomics.compareExchange(control, CONTROL.ticket, ticket, ticket + 1) !== ticket)
                continue;
            try {
                work(PARAMS_ADDRESS, chunk, 0);
            }
            catch (error) {
                trap ??= error;
            }
            Atomics.sub(control, CONTROL.remaining, 1);
        }
        this.#await(control);
        const elsewhere = Atomics.exchange(control, CONTROL.failed, 0) === 1;
        if (trap !== undefined || elsewhere)
            throw trapped(trap);
    }
    #await(control) {
        for (let i = 0; i < SPINS; i++)
            if (Atomics.load(control, CONTROL.remaining) === 0)
                return;
        let deadline = performance.now() + this.#lostAfterMs;
        let left = -1;
        for (;;) {
            const remaining = Atomics.load(control, CONTROL.remaining);
            if (remaining === 0)
                return;
            if (remaining !== left)
                deadline = performance.now() + this.#lostAfterMs;
            left = remaining;
            if (performance.now() > deadline)
                break;
            if (this.#maySleep)
                Atomics.wait(control, CONTROL.remaining, remaining, Math.min(1000, this.#lostAfterMs));
        }
        // It must not come back and write into memory that others have by then.
        this.stop();
        throw new DeviceError('E_DEVICE_THREAD', `A thread of the srkit-wasm backend has not finished its part within ${this.#lostAfterMs / 1000} s and counts as dead. The operation's result is lost; further ones run on one thread.`);
    }
    /** Ends the helpers. */
    stop() {
        if (this.#control) {
            Atomics.store(this.#control, CONTROL.stop, 1);
            Atomics.add(this.#control, CONTROL.job, 1);
            Atomics.notify(this.#control, CONTROL.job);
        }
        for (const thread of this.#threads.splice(0))
            thread.terminate();
    }
}
