import { SrkitError } from '@srkit/core';
/** SIGHUP is what a terminal sends that is closed; without a word a job would end in the middle of a file. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Why work ended early. Named as every aborted operation's error is. */
class InterruptedError extends SrkitError {
    constructor(name) {
        super('E_INTERRUPTED', `Interrupted by ${name}.`);
    }
    get name() {
        return 'AbortError';
    }
}
/**
 * Runs `work` with a signal that the first Ctrl-C (SIGINT, SIGTERM or SIGHUP) aborts, so that it can clean up. The
 * second one ends the process at once, also while a picture encoder, which cannot be stopped, still keeps it.
 */
export const withInterruption = async (work) => {
    const controller = new AbortController();
    const { signal } = controller;
    const interrupt = (name) => {
        if (!signal.aborted) {
            controller.abort(new InterruptedError(name));
            return;
        }
        // Not process.exit, which waits for the encoder's thread.
        for (const each of SIGNALS)
            process.removeAllListeners(each);
        process.kill(process.pid, 'SIGINT');
    };
    // They stay: after an interruption the process may still have to wait for such an encoder.
    for (const name of SIGNALS)
        process.on(name, interrupt);
    try {
        return await work(signal);
    }
    catch (error) {
        // Streams and child processes have abort errors of their own.
        signal.throwIfAborted();
        throw error;
    }
};
