import { type ChildProcess, spawn } from 'node:child_process';

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Bytes for stdin, which is empty otherwise. */
  readonly input?: Uint8Array;
  /** Called with all of stderr so far, whenever there is more. */
  readonly onStderr?: (text: string, child: ChildProcess) => void;
  /** Called when the process has been started. */
  readonly onChild?: (child: ChildProcess) => void;
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs the built command as a process of its own. */
export const runCli = (
  main: string,
  args: readonly string[],
  { cwd, env, input, onStderr, onChild }: CliOptions = {},
): Promise<CliResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, ...env } });
    onChild?.(child);
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      onStderr?.(stderr, child);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout: Buffer.concat(stdout), stderr }));
    // A command that refuses its options ends before it has read its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
