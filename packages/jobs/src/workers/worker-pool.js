import { DeviceError } from '@srkit/core';
/** Workers that share calls: each has one at a time, and those for which none is free wait in order. */
export class WorkerPool {
    #options;
    #all = new Set();
    #free = [];
    #waiting = [];
    /** Workers that are there or being started. */
    #count = 0;
    #closed = false;
    constructor(options) {
        this.#options = options;
    }
    /** Calls a method of a free worker. Aborting ends that worker; another one takes its place when needed. */
    async call(method, input, work = {}) {
        const worker = await this.#take();
        try {
            work.signal?.throwIfAborted();
            return await worker.call(method, input, work);
        }
        finally {
            this.#give(worker);
        }
    }
    async #take() {
        while (true) {
            if (this.#closed)
                throw new DeviceError('E_DEVICE_LOST', 'The workers were closed.');
            const free = this.#free.pop();
            if (free)
                return free;
            if (this.#count < this.#options.size)
                return this.#start();
            await new Promise((resolve) => this.#waiting.push(resolve));
        }
    }
    async #start() {
        this.#count++;
        try {
            const worker = await this.#options.open();
            this.#all.add(worker);
            // Closed while it started.
            if (this.#closed)
                await worker.close();
            return worker;
        }
        catch (error) {
            this.#count--;
            this.#waiting.shift()?.();
            throw error;
        }
    }
    #give(worker) {
        if (worker.ended) {
            this.#count--;
            this.#all.delete(worker);
        }
        else {
            this.#free.push(worker);
        }
        this.#waiting.shift()?.();
    }
    /** Ends the workers, also those that are just starting. What is under way is rejected, and what comes later. */
    async close() {
        this.#closed = true;
        for (const wake of this.#waiting.splice(0))
            wake();
        await Promise.all([...this.#all].map((worker) => worker.close()));
    }
}
