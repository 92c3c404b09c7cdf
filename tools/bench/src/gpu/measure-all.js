import { mendGradients } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import { fullCases, smallCases } from './cases';
import { checks, worstOf } from './checks';
import { start } from './start';
/** Largest difference of a kernel's value, over the largest: sums of some thousand products in another order. */
const BOUND = 2e-5;
/** A row takes no longer, after the first step, which compiles. */
const MOST_MS = 1500;
const MOST_STEPS = 15;
/** Runs a step to its end: one number is read. */
const finished = async (step) => {
    const result = step();
    const one = tf.tidy(() => tf.slice(tf.reshape(result, [-1]), 0, 1));
    await one.data();
    tf.dispose([result, one]);
};
const time = async ({ prepare }) => {
    const { step, dispose } = prepare();
    try {
        const start = performance.now();
        await finished(step);
        const first = performance.now() - start;
        // One more that is not counted: pools fill up.
        if (first < MOST_MS)
            await finished(step);
        const times = [];
        const begin = performance.now();
        while (times.length === 0 || (performance.now() - begin < MOST_MS && times.length < MOST_STEPS)) {
            const before = performance.now();
            await finished(step);
            times.push(performance.now() - before);
        }
        times.sort((a, b) => a - b);
        return { first, median: times[times.length >> 1], least: times[0], count: times.length };
    }
    finally {
        dispose();
    }
};
const asText = (error) => String(error).split('\n')[0].slice(0, 160);
const line = (kernels, { name, gflop, pytorch }, timing) => {
    const { first, median, least, count } = timing;
    const rate = gflop > 0 ? `, ${(gflop / median).toFixed(2)} TFLOP/s` : '';
    const ratio = pytorch ? `, ${(median / pytorch).toFixed(2)} of PyTorch's ${pytorch} ms` : '';
    return `${kernels.padEnd(4)} ${name}: median ${median.toFixed(2)} ms, least ${least.toFixed(2)}, ${count} runs, first ${first.toFixed(0)}${rate}${ratio}`;
};
const measure = async ({ use }, given, kernels) => {
    use(kernels);
    try {
        console.log(line(kernels, given, await time(given)));
        return true;
    }
    catch (error) {
        console.log(`${kernels.padEnd(4)} ${given.name}: FAILED ${asText(error)}`);
        return false;
    }
};
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
/** Pictures of a dozen sizes, one after the other, as a folder of photos. */
const memoryRow = async (backend, small) => {
    let most = 0;
    const note = () => {
        most = Math.max(most, backend.memory().numBytesInGPU);
    };
    const filter = tf.randomUniform([3, 3, 64, 64], -0.1, 0.1, 'float32', 1);
    for (let i = 0; i < 12; i++) {
        const side = (small ? 8 : 600) + i * (small ? 1 : 53);
        const y = tf.tidy(() => {
            let maps = tf.fill([1, side, side + 7 * i, 64], 0.5);
            for (let k = 0; k < 4; k++) {
                maps = tf.relu(tf.conv2d(maps, filter, 1, 'same'));
                note();
            }
            return tf.mean(maps);
        });
        await y.data();
        y.dispose();
    }
    filter.dispose();
    const { numBytesAllocatedInGPU, numBytesInGPU } = backend.memory();
    console.log(`memory after 12 sizes: allocated ${megabytes(numBytesAllocatedInGPU)}, most in use ${megabytes(most)}, in use now ${megabytes(numBytesInGPU)}`);
};
/** The host's work for one dispatch: many small convolutions behind each other. */
const dispatchRow = async () => {
    const x = tf.fill([1, 8, 8, 4], 0.5);
    const filter = tf.fill([3, 3, 4, 4], 0.01);
    const chain = () => tf.tidy(() => {
        let maps = x;
        for (let i = 0; i < 500; i++)
            maps = tf.conv2d(maps, filter, 1, 'same');
        return maps;
    });
    await finished(chain);
    const before = performance.now();
    await finished(chain);
    console.log(`a small convolution, 500 behind each other: ${((performance.now() - before) / 0.5).toFixed(1)} us each`);
    tf.dispose([x, filter]);
};
/** @returns how many rows failed. */
export const measureAll = async ({ small, only, ours, seconds }) => {
    const begin = performance.now();
    const isLate = () => performance.now() - begin > 1000 * seconds;
    const started = await start();
    mendGradients();
    const { backend, use } = started;
    const { limits } = backend.device;
    console.log(`${backend.deviceName}; buffers of ${megabytes(limits.maxBufferSize)}, Node ${process.versions.node}, ${new Date().toISOString()}`);
    let failures = 0;
    use('ours');
    for (const check of checks(small)) {
        if (!check.name.includes(only) || isLate())
            continue;
        try {
            const worst = await worstOf(check);
            const ok = worst <= BOUND;
            if (!ok)
                failures++;
            console.log(`${ok ? 'ok  ' : 'FAIL'} ${check.name}: ${worst.toExponential(2)} of the largest value`);
        }
        catch (error) {
            failures++;
            console.log(`FAIL ${check.name}: ${asText(error)}`);
        }
    }
    await tf.setBackend('webgpu');
    const cases = (small ? smallCases() : fullCases()).filter(({ name }) => name.includes(only));
    for (const kernels of ['ours', 'tfjs']) {
        if (ours && kernels === 'tfjs')
            continue;
        for (const given of cases) {
            if (isLate()) {
                console.log(`${kernels.padEnd(4)} ${given.name}: left out, the time is over`);
                continue;
            }
            if (!(await measure(started, given, kernels)))
                failures++;
        }
        if (kernels === 'ours' && only === '') {
            await dispatchRow();
            await memoryRow(backend, small);
        }
    }
    console.log(`${failures} failed, ${Math.round((performance.now() - begin) / 1000)} s`);
    return failures;
};
