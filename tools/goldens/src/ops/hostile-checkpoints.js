import { existsSync } from 'node:fs';
import { loadStateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { failure } from '../run-op';
/** A refusal has to be quick: reading a few bytes and saying no. Processor time, as other tests run beside. */
const MAX_MILLISECONDS = 1000;
/** Memory that a refusal may take on the way, in bytes: none of these files is larger than a few kilobytes. */
const MAX_GROWTH = 64 * 2 ** 20;
const tryItem = async (path, { file, why, expect }) => {
    const mayLoad = expect.startsWith('loaded');
    const prototypeKeys = Reflect.ownKeys(Object.prototype).length;
    const before = process.memoryUsage();
    const started = process.cpuUsage();
    let error;
    try {
        await loadStateDict(path);
    }
    catch (thrown) {
        error = thrown;
    }
    const { user, system } = process.cpuUsage(started);
    const milliseconds = (user + system) / 1000;
    const after = process.memoryUsage();
    if (milliseconds > MAX_MILLISECONDS)
        return failure(file, `${file} took ${Math.round(milliseconds)} ms (${why})`);
    const growth = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
    if (growth > MAX_GROWTH)
        return failure(file, `${file} took ${growth} bytes (${why})`);
    if (Reflect.ownKeys(Object.prototype).length !== prototypeKeys) {
        return failure(file, `${file} changed Object.prototype (${why})`);
    }
    if (error === undefined && !mayLoad)
        return failure(file, `${file} was accepted (${why})`);
    if (error !== undefined && !(error instanceof CheckpointError)) {
        return failure(file, `${file} gave ${String(error)} instead of a CheckpointError (${why})`);
    }
    return { name: file, ok: true, worst: 0 };
};
/** `hostile_checkpoints`: files that must be refused, quickly and without running anything. */
export const hostileCheckpoints = async ({ golden }) => {
    const { items, must_not_exist_afterwards: marker } = golden.file.params;
    const comparisons = [];
    for (const item of items)
        comparisons.push(await tryItem(golden.path(item.file), item));
    if (marker && existsSync(marker))
        comparisons.push(failure(marker, `${marker} exists: a payload ran`));
    return comparisons;
};
