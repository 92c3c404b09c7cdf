/** What a float32 result may be off by. */
const TOLERANCE = 1e-5;
/** Below this, results are 0: cpu's own kernels lose them in differences from 1, and denormals have few digits. */
const NEGLIGIBLE = 1e-30;
const isSame = (a, b) => a === b || Object.is(a, b);
const largest = ({ values }) => Array.from(values).reduce((most, value) => {
    const size = Math.abs(Number(value));
    return Number.isFinite(size) ? Math.max(most, size) : most;
}, 0);
/** The largest relative error of a float32 result; infinite where a value is of another kind. */
const errorOf = (expected, actual, relativeTo) => {
    const scale = relativeTo === 'largest' ? largest(expected) : 0;
    let most = 0;
    for (let i = 0; i < expected.values.length; i++) {
        const [want, got] = [expected.values[i], actual.values[i]];
        if (isSame(want, got))
            continue;
        const size = Math.max(scale, Math.abs(Number(want)), NEGLIGIBLE);
        const error = Math.abs(Number(want) - Number(got)) / size;
        most = Math.max(most, Number.isFinite(error) ? error : Number.POSITIVE_INFINITY);
    }
    return most;
};
const compareResult = (expected, actual, relativeTo) => {
    const describe = (result) => result && `${result.dtype} [${result.shape}] of ${result.values.length}`;
    if (describe(expected) !== describe(actual)) {
        return { error: 0, difference: `${describe(actual)}, expected ${describe(expected)}` };
    }
    const isFloat = expected.dtype === 'float32' || expected.dtype === 'complex64';
    const error = isFloat ? errorOf(expected, actual, relativeTo) : 0;
    const isEqual = Array.from(expected.values).every((value, i) => isSame(value, actual.values[i]));
    if (isFloat ? error <= TOLERANCE : isEqual)
        return { error };
    const show = (result) => Array.from(result.values).slice(0, 24).join(' ');
    return { error, difference: `[${show(actual)}], expected [${show(expected)}]` };
};
/** Whether a backend gave what it should: the same errors, shapes and types, and the same numbers. */
export const compareOutcomes = (expected, actual, relativeTo = 'element') => {
    if (typeof expected === 'string' || typeof actual === 'string') {
        const show = (outcome) => (typeof outcome === 'string' ? `error '${outcome}'` : 'a result');
        // That both refuse counts: some of cpu's messages are accidents of its code.
        if (typeof expected === typeof actual)
            return { error: 0 };
        return { error: 0, difference: `${show(actual)}, expected ${show(expected)}` };
    }
    if (expected.length !== actual.length) {
        return { error: 0, difference: `${actual.length} results, expected ${expected.length}` };
    }
    const comparisons = expected.map((result, i) => compareResult(result, actual[i], relativeTo));
    return (comparisons.find(({ difference }) => difference) ?? {
        error: Math.max(0, ...comparisons.map(({ error }) => error)),
    });
};
