import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { RELAXED_SIMD } from '../generated/peak';

export interface Machine {
  readonly cpu: string;
  /** The widest vector instructions of the processor, which native code uses. */
  readonly instructions: string;
  /** What this Node's WebAssembly has of them. */
  readonly wasm: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core during the last minute, before the bench began. */
  readonly load: number;
}

/** More than this share of the cores busy before we begin, and the figures are not ours. */
const BUSY_SHARE = 0.25;

/** The kernel's names of vector instructions, widest first. */
const VECTORS = [
  ['avx512f', 'AVX-512'],
  ['avx2', 'AVX2'],
  ['asimd', 'NEON'],
  ['sse4_2', 'SSE4.2'],
] as const;

const vectorInstructions = (): string => {
  let flags: string[] = [];
  try {
    flags = (/^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '').split(
      ' ',
    );
  } catch {
    // Only Linux tells.
  }
  return VECTORS.find(([flag]) => flags.includes(flag))?.[1] ?? 'vector instructions unknown';
};

/** What the figures were measured on. */
export const describeMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
  instructions: vectorInstructions(),
  wasm: WebAssembly.validate(Buffer.from(RELAXED_SIMD, 'base64')) ? 'relaxed SIMD' : 'SIMD',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  system: platform(),
  node: process.version,
  load: loadavg()[0] ?? 0,
});

/** The machine in a line. */
export const machineLine = ({ cpu, instructions, wasm, cores, memoryBytes, system, node }: Machine): string =>
  `${cpu}, ${cores} cores, ${instructions}, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${system}, Node ${node} (WebAssembly ${wasm})`;

/** The machine in a line or two; the second warns of other work on it. */
export const machineLines = (machine: Machine): string[] => {
  const { load, cores } = machine;
  const lines = [machineLine(machine)];
  if (load > BUSY_SHARE * cores) {
    lines.push(
      `WARNING: the machine was busy before the bench began (load ${load.toFixed(1)}). Do not quote these figures.`,
    );
  }
  return lines;
};
