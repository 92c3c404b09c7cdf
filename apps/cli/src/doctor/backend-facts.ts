import type { SrkitWasmBackend } from '@srkit/backend-wasm';
import { backend, env } from '@tensorflow/tfjs-core';
import type { AdapterAnswer, AdapterFacts } from '../backend/adapter';
import { BACKENDS } from '../backend/backends';
import { runTinyNetwork, type SelfTest, selfTest } from '../backend/self-test';
import { BACKEND_NAMES, type BackendName } from '../options';

/** Whether a backend works here. Plain data. */
export interface BackendFacts {
  readonly name: BackendName;
  readonly works: boolean;
  /** Why it does not. */
  readonly why?: string;
  readonly selfTest?: SelfTest;
  readonly adapter?: AdapterFacts;
  /** Which instructions its WebAssembly uses. */
  readonly build?: string;
  readonly threads?: number;
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The cpu backend's output, which the others are compared with. */
const reference = async (): Promise<Float32Array> => {
  await BACKENDS.cpu.load();
  return (await runTinyNetwork()).output;
};

type WasmFacts = Pick<BackendFacts, 'build' | 'threads'>;

const wasmFacts = async (): Promise<WasmFacts> => {
  const { build, threads } = backend() as SrkitWasmBackend;
  return { build, threads };
};

const tfjsWasmFacts = async (): Promise<WasmFacts> => {
  const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  const threaded = (await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) as boolean;
  return {
    build: (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD',
    threads: threaded ? getThreadsCount() : 1,
  };
};

const MORE_FACTS: { readonly [name in BackendName]?: () => Promise<WasmFacts> } = {
  wasm: wasmFacts,
  'tfjs-wasm': tfjsWasmFacts,
};

const tryBackend = async (
  name: BackendName,
  expected: Float32Array,
  answer: AdapterAnswer,
): Promise<BackendFacts> => {
  if (name === 'webgpu' && 'why' in answer) return { name, works: false, why: answer.why };
  const adapter = name === 'webgpu' && 'adapter' in answer ? { adapter: answer.adapter } : {};
  try {
    const free = await BACKENDS[name].load();
    try {
      const test = await selfTest(expected);
      const why = test.passed ? {} : { why: `its numbers are wrong, by up to ${test.maxError}` };
      const more = (await MORE_FACTS[name]?.()) ?? {};
      return { name, works: test.passed, ...why, selfTest: test, ...adapter, ...more };
    } finally {
      free();
    }
  } catch (error) {
    return { name, works: false, why: message(error), ...adapter };
  }
};

/** Tries every backend with a small network. */
export const backendFacts = async (answer: AdapterAnswer): Promise<BackendFacts[]> => {
  const expected = await reference();
  const facts: BackendFacts[] = [];
  for (const name of BACKEND_NAMES) facts.push(await tryBackend(name, expected, answer));
  return facts;
};
