/**
 * Replays recorded draws in their order. A draw of another kind, range or population than the recorded one is an
 * error: it shows that the sampler does not ask what the official code asks.
 */
export const recordedSource = (calls) => {
    let next = 0;
    const replay = (fn, ...args) => {
        const call = calls[next];
        const asked = `${fn}(${JSON.stringify(args)})`;
        if (!call)
            throw new Error(`draw ${next} is ${asked}, but only ${calls.length} were recorded`);
        const recorded = `${call.fn}(${JSON.stringify(call.args)})`;
        if (asked !== recorded)
            throw new Error(`draw ${next} is ${asked}, recorded was ${recorded}`);
        next++;
        return call.result;
    };
    return {
        uniform: (low, high) => replay('np.random.uniform', low, high),
        integer: (low, high) => replay('random.randint', low, high),
        choice: (population) => replay('random.choice', population),
        weighted: (population, weights) => replay('random.choices', population, weights),
        finish: () => {
            if (next !== calls.length)
                throw new Error(`${next} of ${calls.length} recorded draws were asked for`);
        },
    };
};
