/** What a value is, in a word or two, for a message to those who write plain JavaScript. */
export const kindOf = (value) => {
    if (value === null || value === undefined)
        return String(value);
    if (typeof value !== 'object')
        return `a ${typeof value}`;
    if ('then' in value && typeof value.then === 'function')
        return 'a promise: await it first';
    const name = Object.getPrototypeOf(value)?.constructor?.name ?? 'Object';
    return name === 'Object' ? 'a plain object' : `a ${name}`;
};
