import type { ExitCode } from './errors';

/** Runs a command's work with a signal that Ctrl-C aborts, and takes its exit code. */
export type Run = (work: (signal: AbortSignal) => Promise<ExitCode>) => Promise<void>;
