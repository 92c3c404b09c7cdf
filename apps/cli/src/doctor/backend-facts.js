import { backend, env } from '@tensorflow/tfjs-core';
import { BACKENDS } from '../backend/backends';
import { runTinyNetwork, selfTest } from '../backend/self-test';
import { BACKEND_NAMES } from '../options';
const message = (error) => (error instanceof Error ? error.message : String(error));
/** The cpu backend's output, which the others are compared with. */
const reference = async () => {
    await BACKENDS.cpu.load();
    return (await runTinyNetwork()).output;
};
const wasmFacts = async () => {
    const { build, threads } = backend();
    return { build, threads };
};
const tfjsWasmFacts = async () => {
    const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    const threaded = (await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT'));
    return {
        build: (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD',
        threads: threaded ? getThreadsCount() : 1,
    };
};
const MORE_FACTS = {
    wasm: wasmFacts,
    'tfjs-wasm': tfjsWasmFacts,
};
const tryBackend = async (name, expected, answer) => {
    if (name === 'webgpu' && 'why' in answer)
        return { name, works: false, why: answer.why };
    const adapter = name === 'webgpu' && 'adapter' in answer ? { adapter: answer.adapter } : {};
    try {
        const free = await BACKENDS[name].load();
        try {
            const test = await selfTest(expected);
            const why = test.passed ? {} : { why: `its numbers are wrong, by up to ${test.maxError}` };
            const more = (await MORE_FACTS[name]?.()) ?? {};
            return { name, works: test.passed, ...why, selfTest: test, ...adapter, ...more };
        }
        finally {
            free();
        }
    }
    catch (error) {
        return { name, works: false, why: message(error), ...adapter };
    }
};
/** Tries every backend with a small network. */
export const backendFacts = async (answer) => {
    const expected = await reference();
    const facts = [];
    for (const name of BACKEND_NAMES)
        facts.push(await tryBackend(name, expected, answer));
    return facts;
};
