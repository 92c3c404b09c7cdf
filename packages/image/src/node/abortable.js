/**
 * The promise, or a rejection with `signal.reason` as soon as the signal is aborted. The work behind the promise
 * goes on where it cannot be stopped; its outcome is then ignored.
 */
export const abortable = async (work, signal) => {
    if (signal === undefined)
        return work;
    let onAbort;
    const aborted = new Promise((_, reject) => {
        onAbort = () => reject(signal.reason);
        if (signal.aborted)
            onAbort();
        else
            signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
        return await Promise.race([work, aborted]);
    }
    finally {
        if (onAbort !== undefined)
            signal.removeEventListener('abort', onAbort);
        work.catch(() => undefined);
    }
};
