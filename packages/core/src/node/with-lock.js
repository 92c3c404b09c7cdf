import { createHash } from 'node:crypto';
import { stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { claimFile } from './claim-file';
import { hasEnded, processToken } from './process-token';
/** A process of another machine is taken for dead when it has given no sign of life for so long. */
const SILENT_MS = 120_000;
const HEARTBEAT_MS = 15_000;
const POLL_MS = 250;
const isDead = async (owner, path) => {
    const ended = hasEnded(owner);
    if (ended !== undefined)
        return ended;
    const found = await stat(path).catch(() => undefined);
    return found === undefined || Date.now() - found.mtimeMs > SILENT_MS;
};
/**
 * Runs `work` while no other process runs its own for the same path. A lock of a process that has died is taken over.
 * The lock is a hidden file beside the path.
 *
 * @throws what `work` throws; the system's Error; `signal.reason` when aborted while waiting.
 */
export const withLock = async (path, work, { onWait, signal } = {}) => {
    const name = createHash('sha256').update(basename(path)).digest('hex').slice(0, 12);
    const base = join(dirname(path), `.srkit-lock-${name}`);
    let lock = await claimFile(base, () => processToken, isDead);
    if (!lock)
        onWait?.();
    while (!lock) {
        // At different times, so that two that wait do not meet for ever.
        await setTimeout(POLL_MS * (1 + Math.random()), undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
        lock = await claimFile(base, () => processToken, isDead);
    }
    const held = lock;
    const beat = () => void utimes(held.path, new Date(), new Date()).catch(() => undefined);
    const heartbeat = setInterval(beat, HEARTBEAT_MS).unref();
    try {
        return await work();
    }
    finally {
        clearInterval(heartbeat);
        await held.release();
    }
};
