// Plain JavaScript, because it is also preloaded into processes without the TypeScript loader.
import { readFileSync } from 'node:fs';

const KIBI = 1024;

/**
 * The largest resident size this process has had, in bytes. On Linux from the kernel's own mark, because
 * `maxRSS` also carries over what the parent held when it forked.
 */
export const peakMemory = () => {
  if (process.platform === 'linux') {
    const mark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (mark) return Number(mark[1]) * KIBI;
  }
  return process.resourceUsage().maxRSS * KIBI;
};
