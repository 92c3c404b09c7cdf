import { memory } from '@tensorflow/tfjs-core';
import { OPS } from './dispatcher';
import { GoldenCase } from './golden-case';
import { passedOver, refusedValues } from './known-fields';
const runOp = async (golden) => {
    const run = Object.hasOwn(OPS, golden.file.op) ? OPS[golden.file.op] : undefined;
    if (!run)
        throw new Error(`op '${golden.file.op}' is not known`);
    const tensors = memory().numTensors;
    const comparisons = await run({ golden });
    const leaked = memory().numTensors - tensors;
    if (leaked !== 0)
        throw new Error(`${leaked} tensors leaked`);
    if (comparisons.length === 0)
        throw new Error('nothing was compared');
    return comparisons;
};
/** Runs one case.json. Whatever goes wrong is a failed case, never a crash of the run. */
export const runCase = async (casePath) => {
    const started = performance.now();
    let op = '?';
    let comparisons = [];
    const problems = [];
    try {
        const golden = await GoldenCase.read(casePath);
        op = golden.file.op;
        problems.push(...refusedValues(golden));
        comparisons = await runOp(golden);
        for (const { ok, problem, name } of comparisons)
            if (!ok)
                problems.push(problem ?? name);
        problems.push(...passedOver(golden, new Set(comparisons.map(({ name }) => name))));
    }
    catch (error) {
        problems.push(String(error));
    }
    return {
        ok: problems.length === 0,
        op,
        comparisons: comparisons.length,
        worst: comparisons.reduce((worst, c) => Math.max(worst, c.worst), 0),
        problems,
        flips: comparisons.flatMap(({ name, flips }) => flips ? [`${flips.count} of ${flips.of} in ${name}, by at most ${flips.largest.toPrecision(2)}`] : []),
        milliseconds: performance.now() - started,
    };
};
