import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../shared/folders';
const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const howItEnded = (code, signal) => signal ? `ended by ${signal} (out of memory?)` : `ended with exit code ${code}`;
/** A runtime in a child process. Every method rejects with what went wrong there, a crash included. */
export class ContenderProcess {
    #child;
    constructor(child) {
        this.#child = child;
    }
    /** Starts the process and waits until network and picture are loaded. */
    static async start(job) {
        const child = fork(CHILD, [JSON.stringify(job)], {
            execArgv: ['--import', import.meta.resolve('tsx')],
            env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json') },
            // What a runtime prints belongs beside the progress, not into the table.
            stdio: ['ignore', 2, 2, 'ipc'],
        });
        const contender = new ContenderProcess(child);
        try {
            const { emptyBytes } = await contender.#next('ready');
            return { contender, emptyBytes };
        }
        catch (error) {
            contender.stop();
            throw error;
        }
    }
    run() {
        return this.#ask('run', 'ran');
    }
    /** Leaves the output in the job's folder and says how it lies there. */
    verify() {
        return this.#ask('verify', 'verified');
    }
    stop() {
        this.#child.kill();
    }
    #ask(question, kind) {
        const answer = this.#next(kind);
        this.#child.send(question);
        return answer;
    }
    #next(kind) {
        const child = this.#child;
        return new Promise((resolve, reject) => {
            const done = () => {
                child.off('message', onMessage);
                child.off('exit', onExit);
                child.off('error', onError);
            };
            const onMessage = (answer) => {
                done();
                if (answer.kind === kind)
                    resolve(answer);
                else
                    reject(new Error(answer.kind === 'failed' ? answer.message : `unexpected '${answer.kind}'`));
            };
            const onExit = (code, signal) => {
                done();
                reject(new Error(howItEnded(code, signal)));
            };
            const onError = (error) => {
                done();
                const gone = child.exitCode !== null || child.signalCode !== null;
                reject(gone ? new Error(howItEnded(child.exitCode, child.signalCode)) : error);
            };
            child.on('message', onMessage);
            child.on('exit', onExit);
            child.on('error', onError);
        });
    }
}
