import { spawn } from 'node:child_process';
/** Runs the built command as a process of its own. */
export const runCli = (main, args, { cwd, env, input, onStderr, onChild } = {}) => new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, ...env } });
    onChild?.(child);
    const stdout = [];
    let stderr = '';
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => {
        stderr += chunk.toString();
        onStderr?.(stderr, child);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout: Buffer.concat(stdout), stderr }));
    // A command that refuses its options ends before it has read its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
});
