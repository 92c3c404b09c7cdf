import { Worker } from 'node:worker_threads';
import { DeviceError } from '@srkit/core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { CONTROL, CONTROL_ADDRESS, CONTROL_LENGTH, HEAP_ADDRESS, PARAMS_ADDRESS } from '../memory/memory-map';
import { NODE } from '../platform/node';
import { compileKernels } from '../testing/compile-kernels';
import { thrownBy } from '../testing/thrown-by';
import { ThreadPool } from './thread-pool';
import { MAX_CHUNKS } from './ticket';
/** Where the test's kernels count: one number a chunk, and one a thread. */
const COUNTS = HEAP_ADDRESS;
const ARRIVALS = COUNTS + 4 * (MAX_CHUNKS + 1);
const MOST_THREADS = 8;
const { module, memory, kernels, indexOf } = await compileKernels(`
  /** Adds what the job says to the chunk's number. */
  export function count(params: usize, chunk: i32, thread: i32): void {
    atomic.add<i32>(${COUNTS} + ((<usize>chunk) << 2), load<i32>(params));
    atomic.add<i32>(${ARRIVALS} + ((<usize>thread) << 2), 1);
  }
  /** Another kernel, whose description must not be mixed up with the first one's. */
  export function countDown(params: usize, chunk: i32, thread: i32): void {
    atomic.sub<i32>(${COUNTS} + ((<usize>chunk) << 2), load<i32>(params));
    atomic.add<i32>(${ARRIVALS} + ((<usize>thread) << 2), 1);
  }
  /** Waits until as many threads as the job says have a chunk; then those trap whose bit is set. */
  export function meet(params: usize, chunk: i32, thread: i32): void {
    atomic.add<i32>(${ARRIVALS}, 1);
    while (atomic.load<i32>(${ARRIVALS}) < load<i32>(params)) {}
    if (load<i32>(params, 4) & (1 << thread)) unreachable();
  }
`);
const params = new Int32Array(memory.buffer, PARAMS_ADDRESS, 16);
const counts = new Int32Array(memory.buffer, COUNTS, MAX_CHUNKS + 1);
const arrivals = new Int32Array(memory.buffer, ARRIVALS, MOST_THREADS);
const control = new Int32Array(memory.buffer, CONTROL_ADDRESS, CONTROL_LENGTH);
const platform = (threads, overrides = {}) => ({
    ...NODE,
    threadCount: () => threads,
    ...overrides,
});
const pools = [];
const startPool = async (on, lostAfterMs) => {
    control.fill(0);
    arrivals.fill(0);
    const pool = await ThreadPool.start(on, module, memory, kernels, lostAfterMs);
    pools.push(pool);
    return pool;
};
afterEach(() => {
    for (const pool of pools.splice(0))
        pool.stop();
});
/** Every thread takes one chunk, and those of `trapping` (a bit each) trap. */
const meet = (pool, trapping = 0) => {
    arrivals.fill(0);
    params.set([pool.size, trapping]);
    return thrownBy(() => pool.run(indexOf('meet'), pool.size));
};
/** A thread that takes a chunk of the first job and ends without finishing it. */
const startMortal = (start) => {
    const source = `
    const { parentPort, workerData: { memory } } = require('node:worker_threads');
    const control = new Int32Array(memory.buffer, ${CONTROL_ADDRESS}, ${CONTROL_LENGTH});
    parentPort.postMessage('ready');
    Atomics.wait(control, ${CONTROL.job}, 0);
    Atomics.add(control, ${CONTROL.ticket}, 1);
    Atomics.add(new Int32Array(memory.buffer, ${ARRIVALS}, 1), 0, 1);
    process.exit();`;
    const worker = new Worker(source, { eval: true, workerData: start });
    return {
        ready: new Promise((resolve) => worker.once('message', () => resolve())),
        terminate: () => void worker.terminate(),
    };
};
describe.each([
    ['1 thread', platform(1)],
    ['2 threads', platform(2)],
    ['4 threads', platform(4)],
    ['3 threads, the main one of which may not sleep', platform(3, { maySleep: false })],
])('ThreadPool with %s', (_, on) => {
    it('runs every chunk of thousands of jobs exactly once', async () => {
        const pool = await startPool(on);
        expect(pool.size).toBe(on.threadCount());
        let jobs = 0;
        const job = fc.record({
            down: fc.boolean(),
            amount: fc.integer({ min: 1, max: 1000 }),
            chunks: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 40 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: MAX_CHUNKS }) }),
        });
        fc.assert(fc.property(fc.array(job, { maxLength: 100, size: 'max' }), (series) => {
            counts.fill(0);
            arrivals.fill(0);
            const expected = new Int32Array(counts.length);
            for (const { down, amount, chunks } of series) {
                params[0] = amount;
                pool.run(indexOf(down ? 'countDown' : 'count'), chunks);
                for (let i = 0; i < chunks; i++)
                    expected[i] += down ? -amount : amount;
            }
            jobs += series.length;
            expect(counts.findIndex((n, i) => n !== expected[i])).toBe(-1);
            const total = series.reduce((sum, { chunks }) => sum + chunks, 0);
            expect(arrivals.reduce((sum, n) => sum + n, 0)).toBe(total);
        }), { numRuns: 100, seed: 5 });
        expect(jobs).toBeGreaterThan(2000);
    });
    it('uses all of its threads', async () => {
        const pool = await startPool(on);
        expect(meet(pool)).toBeUndefined();
    });
    it('makes a trap on any thread an error of its job only', async () => {
        const pool = await startPool(on);
        for (let trapping = 1; trapping < 2 ** pool.size; trapping++) {
            expect(meet(pool, trapping)).toMatchObject({ code: 'E_DEVICE_THREAD' });
            expect(meet(pool)).toBeUndefined();
        }
    });
});
describe('ThreadPool', () => {
    it.each([true, false])('ends the operation when a thread dies with its chunk, and goes on with one thread (may sleep: %s)', async (maySleep) => {
        const pool = await startPool(platform(2, { startThread: startMortal, maySleep }), 300);
        expect(pool.size).toBe(2);
        const started = performance.now();
        const error = meet(pool);
        expect(error).toBeInstanceOf(DeviceError);
        expect(error).toMatchObject({ code: 'E_DEVICE_THREAD' });
        expect(String(error)).toContain('0.3 s');
        expect(performance.now() - started).toBeLessThan(5000);
        expect(pool.size).toBe(1);
        counts.fill(0);
        params[0] = 7;
        pool.run(indexOf('count'), 5);
        expect(Array.from(counts.subarray(0, 6))).toEqual([7, 7, 7, 7, 7, 0]);
    });
    it('works alone where threads cannot be started', async () => {
        const refuse = () => {
            throw new Error('blocked');
        };
        expect((await startPool(platform(4, { startThread: refuse }))).size).toBe(1);
        const fail = () => ({ ready: Promise.reject(new Error('no worker')), terminate: () => { } });
        expect((await startPool(platform(4, { startThread: fail }))).size).toBe(1);
        expect((await startPool({ ...platform(4), startThread: undefined })).size).toBe(1);
    });
    it('refuses more chunks than a ticket can count', async () => {
        const pool = await startPool(platform(1));
        expect(thrownBy(() => pool.run(0, MAX_CHUNKS + 1))).toMatchObject({ code: 'E_DEVICE_THREAD' });
    });
});
