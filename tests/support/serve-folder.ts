import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SlowLink } from './slow-link';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** With these a page may share memory between threads. */
export const ISOLATED: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** What hosts compress on their way. */
const COMPRESSED = ['.html', '.js', '.css', '.wasm'];

export interface Served {
  readonly url: string;
  readonly server: Server;
}

/**
 * Serves a folder's files on a free port of this machine, below `base`.
 *
 * @param link Sends them slowly, compressed, as from a host far away. Default: as they are, at once.
 */
export const serveFolder = async (
  folder: string,
  headers: Readonly<Record<string, string>> = ISOLATED,
  base = '/',
  link?: SlowLink,
): Promise<Served> => {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname.startsWith(base) ? decodeURIComponent(pathname.slice(base.length)) : '..';
    // Above the folder there is nothing.
    const path = normalize(`/${name || 'index.html'}`);
    try {
      const body = await readFile(join(folder, path));
      const isCompressed = link !== undefined && COMPRESSED.includes(extname(path));
      response.writeHead(200, {
        ...headers,
        ...(isCompressed && { 'Content-Encoding': 'gzip' }),
        'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
      });
      if (link) await link.send(response, path, isCompressed ? gzipSync(body) : body);
      else response.end(body);
    } catch {
      response.writeHead(404, headers);
      response.end();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`, server };
};
