import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeImage } from '@srkit/image';
import { quickBuild } from '../../../../scripts/quick-build.mjs';
/** Two workers are killed when so much of the job is done. */
const KILLS = [0.3, 0.6];
const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});
/** Pictures, a different one each. */
const drawPictures = async (folder, count, side) => {
    await mkdir(folder);
    for (let i = 0; i < count; i++) {
        const data = Uint8Array.from({ length: side * side * 3 }, (_, k) => (k * (i + 3)) % 256);
        await writeImage(join(folder, `${i}.png`), { width: side, height: side, channels: 3, data }, { format: 'png' });
    }
};
/** Runs `width` workers at a time until one ends by itself; those that are killed are followed by others. */
const runWorkers = async (start, width, output, total) => {
    const began = performance.now();
    const made = [];
    const kills = [...KILLS];
    let killed = 0;
    const done = async () => (await readdir(output).catch(() => [])).filter((name) => name.endsWith('.png')).length;
    const running = new Set();
    const lane = async () => {
        for (let ended = false; !ended;) {
            const child = start();
            running.add(child);
            let text = '';
            child.stderr.on('data', (chunk) => {
                text += chunk.toString();
            });
            const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
            running.delete(child);
            made.push(...[...text.matchAll(/([^/\s]+\.png) \d+x\d+ -> /g)].map(([, name]) => name));
            ended = signal === null;
        }
    };
    const killing = async () => {
        while (kills.length > 0 && (running.size > 0 || killed === 0)) {
            await setTimeout(20);
            const [child] = running;
            if (child && (await done()) >= kills[0] * total) {
                kills.shift();
                killed++;
                child.kill('SIGKILL');
            }
        }
    };
    const lanes = Promise.all(Array.from({ length: width }, lane));
    await Promise.all([lanes, Promise.race([killing(), lanes])]);
    return { seconds: (performance.now() - began) / 1000, made, results: await done(), killed };
};
const row = (name, width, total, { seconds, made, results, killed }) => {
    const twice = made.length - new Set(made).size;
    return `| ${name} | ${width} | ${killed} | ${seconds.toFixed(1)} s | ${twice} | ${total - results} |`;
};
/** `npm run bench -- workers`: a job shared by processes of which two are killed. */
export const benchWorkers = async (args) => {
    const { values } = parseArgs({ args, options: { count: { type: 'string' }, quick: { type: 'boolean' } } });
    const total = Number(values.count ?? (values.quick ? 60 : 500));
    const main = await quickBuild();
    const folder = await mkdtemp(join(tmpdir(), 'srkit-workers-'));
    const at = (name) => join(folder, name);
    const port = await freePort();
    const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder]);
    const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
    redis.on('error', () => undefined);
    const srkit = (words) => spawn(process.execPath, [main, ...words], {
        cwd: folder,
        env: {
            ...process.env,
            SRKIT_CACHE: at('cache'),
            SRKIT_THREADS: '1',
            SRKIT_REDIS_URL: `redis://127.0.0.1:${port}`,
        },
    });
    const lines = [
        '| shared by | workers | killed | time | done twice | lost |',
        '| --- | --- | --- | --- | --- | --- |',
    ];
    try {
        await drawPictures(at('in'), total, 48);
        for (const width of [1, 2, 4]) {
            const output = `folder-${width}`;
            const start = () => srkit(['upscale', 'in', '-o', output, '--suffix', '', '--backend', 'wasm']);
            lines.push(row('the folder', width, total, await runWorkers(start, width, at(output), total)));
            console.error(lines.at(-1));
        }
        for (const width of hasRedis ? [1, 2, 4] : []) {
            const output = `queue-${width}`;
            await mkdir(at(output));
            const roots = ['--queue', output, '--root', 'in=in', '--root', `out=${output}`];
            const adding = srkit(['queue', 'add', 'in', '-o', output, ...roots]);
            await new Promise((resolve) => adding.on('close', resolve));
            const start = () => srkit(['queue', 'work', ...roots, '--drain', '--stalled-after', '2', '--backend', 'wasm']);
            lines.push(row('a queue', width, total, await runWorkers(start, width, at(output), total)));
            console.error(lines.at(-1));
        }
    }
    finally {
        redis.kill();
        await rm(folder, { recursive: true, force: true });
    }
    console.log(lines.join('\n'));
    if (!hasRedis)
        console.error('There is no redis-server here: the queue was not measured.');
    return lines.slice(2).every((line) => / 0 \| 0 \|$/.test(line)) ? 0 : 1;
};
