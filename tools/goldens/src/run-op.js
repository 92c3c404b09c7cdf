/** A comparison of two plain values. */
export const expectEqual = (name, actual, expected) => JSON.stringify(actual) === JSON.stringify(expected)
    ? { name, ok: true, worst: 0 }
    : {
        name,
        ok: false,
        worst: Number.POSITIVE_INFINITY,
        problem: `${name} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`,
    };
/** A comparison that failed for a reason of its own. */
export const failure = (name, problem) => ({
    name,
    ok: false,
    worst: Number.POSITIVE_INFINITY,
    problem,
});
