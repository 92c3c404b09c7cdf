import { main } from 'assemblyscript/asc';
import type { ChunkKernel } from '../threads/thread-pool';
import { kernelsOf } from '../wasm-module';

const FLAGS = [
  '-O3',
  '--runtime=stub',
  '--importMemory',
  '--enable=threads',
  '--sharedMemory',
  '--maximumMemory=1024',
];

export interface TestKernels {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly kernels: readonly ChunkKernel[];
  /** The number of a kernel. */
  readonly indexOf: (name: string) => number;
}

/** Compiles kernels of a test's own, in AssemblyScript, for a shared memory of 4 MiB. */
export const compileKernels = async (source: string): Promise<TestKernels> => {
  let wasm: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await main(['test.ts', '--outFile=test.wasm', ...FLAGS], {
    readFile: (name) => (name === 'test.ts' ? source : null),
    writeFile: (_name, contents) => {
      wasm = new Uint8Array(contents as Uint8Array);
    },
  });
  if (error || !wasm) throw new Error(`The kernels do not compile: ${stderr.toString()}`);
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 1024, shared: true });
  const { module, kernels, names } = await kernelsOf(wasm, memory);
  return { module, memory, kernels, indexOf: (name) => names.indexOf(name) };
};
