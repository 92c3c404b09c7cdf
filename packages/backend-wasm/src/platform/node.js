import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { threadSource } from '../threads/thread-source';
import { requestedThreads } from './requested-threads';
const SOURCE = `${threadSource("parentPort.postMessage('ready')")}
const { parentPort, workerData } = require('node:worker_threads');
run(workerData);`;
const startThread = (start) => {
    const worker = new Worker(SOURCE, {
        eval: true,
        workerData: start,
        name: `srkit-wasm ${start.thread}`,
        // The process's own flags may make text a module, or load a transpiler into every thread.
        execArgv: [],
    });
    // The process may end while threads wait for work.
    worker.unref();
    return {
        ready: new Promise((resolve, reject) => {
            worker.once('message', () => resolve());
            worker.once('error', reject);
            worker.once('exit', (code) => reject(new Error(`the thread ended with code ${code}`)));
        }),
        terminate: () => void worker.terminate(),
    };
};
export const NODE = {
    threadCount: () => requestedThreads(process.env['SRKIT_THREADS']) ?? availableParallelism(),
    startThread,
    maySleep: true,
};
