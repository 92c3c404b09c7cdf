/** Freezes plain data all the way down. */
export const deepFreeze = (value) => {
    if (typeof value === 'object' && value !== null) {
        for (const inner of Object.values(value))
            deepFreeze(inner);
        Object.freeze(value);
    }
    return value;
};
