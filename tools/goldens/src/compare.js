/** Compares one output. NaN (unless the reference is NaN there too), and a wrong shape, always fail. */
export const compare = (name, actual, expected, tolerance) => {
    const fail = (problem) => ({
        name,
        ok: false,
        worst: Number.POSITIVE_INFINITY,
        problem,
    });
    if (actual.shape.join() !== expected.shape.join()) {
        return fail(`${name} has shape [${actual.shape}], expected [${expected.shape}]`);
    }
    if (actual.values.length !== expected.values.length) {
        return fail(`${name} has ${actual.values.length} values, expected ${expected.values.length}`);
    }
    const { abs = 0, rel = 0, rel_max = 0, outliers = 0, outlier_abs = Number.POSITIVE_INFINITY } = tolerance;
    const of = expected.values.length;
    let maximum = 0;
    for (let i = 0; i < of; i++) {
        const magnitude = Math.abs(expected.values[i]);
        if (magnitude > maximum && magnitude < Number.POSITIVE_INFINITY)
            maximum = magnitude;
    }
    let count = 0;
    let largest = 0;
    let worst = 0;
    for (let i = 0; i < of; i++) {
        const [a, b] = [actual.values[i], expected.values[i]];
        if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b)))
            continue;
        const difference = Math.abs(a - b);
        const bound = abs + rel * Math.abs(b) + rel_max * maximum;
        if (!Number.isFinite(difference))
            return fail(`${name}[${i}] is ${a}, expected ${b}`);
        worst = Math.max(worst, bound > 0 ? difference / bound : Number.POSITIVE_INFINITY);
        if (difference <= bound)
            continue;
        count++;
        largest = Math.max(largest, difference);
        if (difference > outlier_abs)
            return fail(`${name}[${i}] is ${a}, expected ${b} +- ${outlier_abs}`);
        if (count > outliers * of)
            return fail(`${name}[${i}] is ${a}, expected ${b} +- ${bound}`);
    }
    return { name, ok: true, worst, ...(count > 0 ? { flips: { count, of, largest } } : {}) };
};
