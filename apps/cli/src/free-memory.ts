import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';

/** Where a control group says what its memory is used for, by `/proc/self/cgroup`; the last two: as containers see their own. */
const statPaths = (groups: string): string[] => {
  const second = /^0::(\/.*)$/m.exec(groups)?.[1];
  const first = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m.exec(groups)?.[1];
  return [
    ...(first === undefined ? [] : [`/sys/fs/cgroup/memory${first}/memory.stat`]),
    ...(second === undefined ? [] : [`/sys/fs/cgroup${second}/memory.stat`]),
    '/sys/fs/cgroup/memory/memory.stat',
    '/sys/fs/cgroup/memory.stat',
  ];
};

/** Bytes of files that a control group holds in memory: with those of its children (`total_`) in the first version. */
const fileCacheOf = (stat: string): number => {
  const of = new Map(stat.split('\n').map((line) => [line.split(' ')[0], line.split(' ')[1]]));
  const bytes = (name: string): number => Number(of.get(`total_${name}`) ?? of.get(name) ?? 0);
  return bytes('inactive_file') + bytes('active_file');
};

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/**
 * Memory in bytes that can be taken. Under a limit (a container's) Node.js counts files that were read or written as
 * memory in use, though the kernel gives them up for whoever asks: a second start would find less than the first.
 *
 * @param read The text of a file; undefined: there is none.
 */
export const freeMemory = (
  read = readText,
  node: { available: number; limit: number | undefined; machine: number; total: number } = {
    available: process.availableMemory(),
    limit: process.constrainedMemory(),
    machine: freemem(),
    total: totalmem(),
  },
): number => {
  const { available, limit, machine, total } = node;
  if (!limit || limit >= total) return available;
  const stat = statPaths(read('/proc/self/cgroup') ?? '')
    .map(read)
    .find((text) => text !== undefined);
  return Math.min(available + fileCacheOf(stat ?? ''), limit, machine);
};
