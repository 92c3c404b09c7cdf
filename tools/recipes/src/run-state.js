import { loadStateDict, openCheckpoint, saveSafetensors, } from '@srkit/checkpoints';
import { tensor } from '@tensorflow/tfjs-core';
const PARTS = ['network', 'average'];
const toNamed = async (name, value) => ({
    name,
    dtype: 'F32',
    shape: value.shape,
    data: (await value.data()),
});
/** Writes everything that a run depends on, all at once. */
export const saveRun = async (file, { network, average, adam }, place) => {
    const tensors = [];
    for (const [part, module] of [
        ['network', network],
        ['average', average],
    ]) {
        for (const [name, entry] of await module.stateDict())
            tensors.push({ ...entry, name: `${part}.${name}` });
    }
    const steps = {};
    const moments = adam.state();
    try {
        for (const [name, { step, expAvg, expAvgSq }] of moments) {
            steps[name] = step;
            tensors.push(await toNamed(`exp_avg.${name}`, expAvg), await toNamed(`exp_avg_sq.${name}`, expAvgSq));
        }
    }
    finally {
        for (const { expAvg, expAvgSq } of moments.values()) {
            expAvg.dispose();
            expAvgSq.dispose();
        }
    }
    await saveSafetensors(file, tensors, {
        overwrite: true,
        metadata: { place: JSON.stringify(place), steps: JSON.stringify(steps) },
    });
};
const withPrefix = (state, prefix) => new Map([...state]
    .filter(([name]) => name.startsWith(`${prefix}.`))
    .map(([name, entry]) => [name.slice(prefix.length + 1), entry]));
/** Puts a run back where `saveRun` wrote it. @throws CheckpointError for a file of another network. */
export const loadRun = async (file, state) => {
    const checkpoint = await openCheckpoint(file);
    const { place, steps } = checkpoint.metadata;
    await checkpoint.close();
    if (!place || !steps)
        throw new Error(`${file} is no run that can be gone on with.`);
    const stored = await loadStateDict(file);
    for (const part of PARTS)
        state[part].loadStateDict(withPrefix(stored, part));
    const moments = new Map();
    const averages = withPrefix(stored, 'exp_avg');
    const squares = withPrefix(stored, 'exp_avg_sq');
    const made = ({ data, shape }) => tensor(data, [...shape]);
    for (const [name, step] of Object.entries(JSON.parse(steps))) {
        moments.set(name, {
            step,
            expAvg: made(averages.get(name)),
            expAvgSq: made(squares.get(name)),
        });
    }
    state.adam.loadState(moments);
    for (const { expAvg, expAvgSq } of moments.values()) {
        expAvg.dispose();
        expAvgSq.dispose();
    }
    return JSON.parse(place);
};
