import { main } from 'assemblyscript/asc';
import { kernelsOf } from '../wasm-module';
const FLAGS = [
    '-O3',
    '--runtime=stub',
    '--importMemory',
    '--enable=threads',
    '--sharedMemory',
    '--maximumMemory=1024',
];
/** Compiles kernels of a test's own, in AssemblyScript, for a shared memory of 4 MiB. */
export const compileKernels = async (source) => {
    let wasm;
    const { error, stderr } = await main(['test.ts', '--outFile=test.wasm', ...FLAGS], {
        readFile: (name) => (name === 'test.ts' ? source : null),
        writeFile: (_name, contents) => {
            wasm = new Uint8Array(contents);
        },
    });
    if (error || !wasm)
        throw new Error(`The kernels do not compile: ${stderr.toString()}`);
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 1024, shared: true });
    const { module, kernels, names } = await kernelsOf(wasm, memory);
    return { module, memory, kernels, indexOf: (name) => names.indexOf(name) };
};
