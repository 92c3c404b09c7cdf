import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** What every program begins with: convolutions on all threads, and the number of threads this process has. */
const PRELUDE = `
import { readdirSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '${ROOT}packages/backend-wasm/src/index.ts';
const work = () => tf.tidy(() => {
  const x = tf.ones([1, 64, 64, 32]);
  return tf.sum(tf.conv2d(x, tf.ones([3, 3, 32, 32]), 1, 'same')).dataSync()[0];
});
const systemThreads = () => readdirSync('/proc/self/task').length;
`;
/** Runs a program from the sources; the promise resolves when it has ended by itself or by \`signal\`. */
const program = (body, threads, onOutput = () => { }) => new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PRELUDE + body], {
        cwd: ROOT,
        env: { ...process.env, SRKIT_THREADS: threads, TSX_TSCONFIG_PATH: 'tsconfig.json', NODE_OPTIONS: '' },
        timeout: 50_000,
        killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => {
        stdout += data;
        onOutput(stdout, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (data) => {
        stderr += data;
    });
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
});
const linux = process.platform === 'linux';
it('lets a process end that never disposes of the backend', async () => {
    const { code, stdout, stderr } = await program(`await tf.setBackend('srkit-wasm');
    console.log(tf.backend().threads, work() > 0);`, '3');
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: '3 true\n' });
});
it.runIf(linux)('ends its threads when it is removed, and the process goes on and ends', async () => {
    const { code, stdout, stderr } = await program(`await tf.setBackend('cpu');
    const before = systemThreads();
    await tf.setBackend('srkit-wasm');
    work();
    const during = systemThreads();
    tf.removeBackend('srkit-wasm');
    for (let i = 0; i < 200 && systemThreads() > before; i++) await new Promise((r) => setTimeout(r, 10));
    await tf.setBackend('cpu');
    console.log(during - before >= 2, systemThreads() <= before, work() > 0);`, '3');
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: 'true true true\n' });
});
it.runIf(linux)('starts no thread for SRKIT_THREADS=1', async () => {
    const { code, stdout, stderr } = await program(`await tf.setBackend('cpu');
    const before = systemThreads();
    await tf.setBackend('srkit-wasm');
    console.log(tf.backend().threads, work() > 0, systemThreads() === before);`, '1');
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: '1 true true\n' });
});
it('says what is wrong with SRKIT_THREADS', async () => {
    const { code, stderr } = await program(`const { SrkitWasmBackend } = await import('${ROOT}packages/backend-wasm/src/backend.ts');
    const { NODE } = await import('${ROOT}packages/backend-wasm/src/platform/node.ts');
    await SrkitWasmBackend.create(NODE);`, 'many');
    expect(code).toBe(1);
    expect(stderr).toContain('E_CONFIG_THREADS');
    expect(stderr).toContain("SRKIT_THREADS is 'many'");
});
it('ends at once when the process is interrupted at work', async () => {
    let interrupted = 0;
    const { code, signal } = await program(`await tf.setBackend('srkit-wasm');
    work();
    console.log('busy');
    for (;;) work();`, '2', (text, kill) => {
        if (!text.includes('busy') || interrupted > 0)
            return;
        interrupted = performance.now();
        kill('SIGINT');
    });
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' });
    expect(performance.now() - interrupted).toBeLessThan(5000);
});
