import { isFileState } from './file-state';
const fieldsOf = (text) => {
    try {
        const value = JSON.parse(text);
        return typeof value === 'object' && value !== null ? value : undefined;
    }
    catch {
        return undefined;
    }
};
const areStates = (value) => Array.isArray(value) && value.every(isFileState);
/** The record in a line of a journal; undefined for anything else, such as half a line. */
export const parseDone = (text) => {
    const { key, inputs, outputs, names } = fieldsOf(text) ?? {};
    if (typeof key !== 'string' || !areStates(inputs) || !areStates(outputs))
        return undefined;
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
        return undefined;
    return { key, inputs, outputs, names };
};
export const parseClaim = (text) => {
    const { owner, before } = fieldsOf(text) ?? {};
    return typeof owner === 'string' && areStates(before) ? { owner, before } : undefined;
};
