/** A Redis server for the tests, where the machine has one (Debian: apt-get install redis-server). */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const start = async (
  scheme: 'redis' | 'rediss',
  settings: (port: string) => readonly string[],
): Promise<RedisServer> => {
  const [port, folder] = [await freePort(), await mkdtemp(join(tmpdir(), 'srkit-redis-'))];
  const args = ['--bind', '127.0.0.1', '--save', '', '--dir', folder, ...settings(String(port))];
  const child: ChildProcess = spawn('redis-server', args);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      if (/Ready to accept connections/.test(chunk.toString())) resolve();
    });
    child.on('close', () => reject(new Error('redis-server did not start')));
  });
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Starts one that keeps nothing, on a port of its own. */
export const startRedis = (...settings: readonly string[]): Promise<RedisServer> =>
  start('redis', (port) => ['--port', port, ...settings]);

/** One that speaks TLS alone, by a key and a certificate in files. */
export const startTlsRedis = (
  { key, certificate }: { readonly key: string; readonly certificate: string },
  ...settings: readonly string[]
): Promise<RedisServer> => {
  const files = ['--tls-key-file', key, '--tls-cert-file', certificate, '--tls-ca-cert-file', certificate];
  return start('rediss', (port) => [
    ...['--port', '0', '--tls-port', port, '--tls-auth-clients', 'no'],
    ...files,
    ...settings,
  ]);
};
