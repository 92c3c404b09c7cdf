import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
/** Heap of a child, in MiB: a reader that needs more ends it, which is a failure. */
const HEAP = 700;
/** Inputs after which a child is replaced, so that its peak memory is that of few. */
const INPUTS = 1000;
/** The machine may be busy: the clock may run this many times longer than the bound of processor time. */
const PATIENCE = 8;
const START_MILLISECONDS = 120_000;
/** Runs inputs one after the other in a child process, which is replaced when it hangs or ends. */
export class Runner {
    #child;
    #used = 0;
    /** Starts the child, so that the time of inputs is not spent on it. */
    async ready() {
        this.#child ??= await this.#start();
    }
    async run(job, milliseconds) {
        if (this.#used++ >= INPUTS)
            this.close();
        await this.ready();
        const child = this.#child;
        return new Promise((resolve) => {
            const end = (problem, isChildLost) => {
                clearTimeout(watchdog);
                child.removeAllListeners();
                if (isChildLost)
                    this.close();
                resolve({ ...job, problem });
            };
            const limit = milliseconds * PATIENCE;
            const watchdog = setTimeout(() => end(`did not end within ${limit} ms`, true), limit);
            child.once('message', (outcome) => end(outcome.problem, false));
            child.once('exit', (code, signal) => end(`the process ended (${signal ?? code})`, true));
            child.send(job);
        });
    }
    close() {
        this.#child?.removeAllListeners();
        this.#child?.kill('SIGKILL');
        this.#child = undefined;
        this.#used = 0;
    }
    #start() {
        const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [], {
            execArgv: ['--import', 'tsx', `--max-old-space-size=${HEAP}`],
            stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        });
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('The child process did not start.')), START_MILLISECONDS);
            child.once('message', () => {
                clearTimeout(timer);
                child.removeAllListeners();
                resolve(child);
            });
            child.once('exit', (code) => {
                clearTimeout(timer);
                reject(new Error(`The child process ended with ${code} before its first input.`));
            });
        });
    }
}
