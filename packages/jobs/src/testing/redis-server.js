/** A Redis server for the tests, where the machine has one (Debian: apt-get install redis-server). */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});
/** Starts one that keeps nothing, on a port of its own. */
export const startRedis = async (...settings) => {
    const [port, folder] = [await freePort(), await mkdtemp(join(tmpdir(), 'srkit-redis-'))];
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...settings];
    const child = spawn('redis-server', args);
    const ended = new Promise((resolve) => child.on('close', () => resolve()));
    await new Promise((resolve, reject) => {
        child.stdout.on('data', (chunk) => {
            if (/Ready to accept connections/.test(chunk.toString()))
                resolve();
        });
        child.on('close', () => reject(new Error('redis-server did not start')));
    });
    return {
        port,
        url: `redis://127.0.0.1:${port}`,
        async stop() {
            child.kill();
            await ended;
            await rm(folder, { recursive: true, force: true });
        },
    };
};
