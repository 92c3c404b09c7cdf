import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core during the last minute, before the bench began. */
  readonly load: number;
}

/** More than this share of the cores busy before we begin, and the figures are not ours. */
const BUSY_SHARE = 0.25;

/** What the figures were measured on. */
export const describeMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  system: `${platform()} ${release()}`,
  node: process.version,
  load: loadavg()[0] ?? 0,
});

/** The machine in a line or two; the second warns of other work on it. */
export const machineLines = ({ cpu, cores, memoryBytes, system, node, load }: Machine): string[] => {
  const gibibytes = (memoryBytes / 2 ** 30).toFixed(0);
  const lines = [`${cpu}, ${cores} cores, ${gibibytes} GiB, ${system}, Node ${node}`];
  if (load > BUSY_SHARE * cores) {
    lines.push(
      `WARNING: the machine was busy before the bench began (load ${load.toFixed(1)}). Do not quote these figures.`,
    );
  }
  return lines;
};
