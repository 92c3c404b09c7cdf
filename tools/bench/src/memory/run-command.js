import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quickBuild } from '../../../../scripts/quick-build.mjs';
const PRELOAD = new URL('./report-peak.mjs', import.meta.url).href;
/** Runs the command, built from the sources, in a process of its own. `folder` is for the notes of the measurement. */
export const runCommand = async (args, folder) => {
    const command = await quickBuild();
    const peakFile = join(folder, 'peak.txt');
    const started = performance.now();
    const child = spawn(process.execPath, ['--import', PRELOAD, command, ...args], {
        stdio: ['ignore', 2, 2],
        env: { ...process.env, SRKIT_BENCH_PEAK: peakFile },
    });
    const [code, signal] = await new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('exit', (...ended) => resolve(ended));
    });
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0)
        throw new Error(`srkit ended with ${signal ?? `exit code ${code}`}.`);
    return { seconds, peakBytes: Number(await readFile(peakFile, 'utf8')) };
};
