import { stat } from 'node:fs/promises';
/** undefined for nothing, or nothing that can be seen. */
export const fileState = async (path) => {
    const found = await stat(typeof path === 'string' ? path : Buffer.from(path)).catch(() => undefined);
    return found && [found.size, found.mtimeMs];
};
export const sameState = (a, b) => a?.[0] === b?.[0] && a?.[1] === b?.[1];
/** Whether a value from a file is a `FileState`, or null for no file. */
export const isFileState = (value) => value === null ||
    (Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'number'));
