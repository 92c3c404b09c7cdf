import { expect } from 'vitest';
import { CheckpointError, openCheckpoint } from '../src/index';
import { cpuTime } from './cpu-time';
/** Opens and reads everything; expects a `CheckpointError`, quickly, and gives `code: message`. */
export const refused = async (source, milliseconds = 1000) => {
    const started = cpuTime();
    const before = process.memoryUsage().arrayBuffers;
    const error = await openCheckpoint(source)
        .then((checkpoint) => checkpoint.readAll())
        .then((state) => new Error(`was accepted: ${[...state.keys()].slice(0, 5).join(', ')}`), (reason) => reason);
    if (!(error instanceof CheckpointError))
        throw error;
    expect(cpuTime() - started).toBeLessThan(milliseconds);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    return `${error.code}: ${error.message}`;
};
