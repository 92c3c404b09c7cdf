import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AdapterAnswer } from './adapter';

/** Drivers that compile at start take a second or two; one that takes longer is as good as none. */
const PROBE_TIMEOUT_MS = 15_000;

const parseAnswer = (stdout: string): AdapterAnswer | undefined => {
  try {
    return JSON.parse(stdout) as AdapterAnswer;
  } catch {
    return undefined;
  }
};

/** Asks, in a process of its own (see `probe-adapter.ts`), which graphics adapter Dawn would use. */
export const findAdapter = (): Promise<AdapterAnswer> =>
  new Promise((resolve) => {
    const probe = fileURLToPath(new URL('./probe-adapter.js', import.meta.url));
    execFile(process.execPath, [probe], { timeout: PROBE_TIMEOUT_MS }, (error, stdout) => {
      const answer = parseAnswer(stdout);
      const ended = error?.signal ? `signal ${error.signal}` : `exit code ${error?.code ?? 0}`;
      resolve(answer ?? { why: `asking Dawn for an adapter failed (${ended})` });
    });
  });
