import { open, readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { usageError } from '../errors';
import { PAGE_CSS, PAGE_HTML, PAGE_JS } from './watch-page';

/** A page that shows a training. */
export interface Watch {
  readonly url: string;
  close(): Promise<void>;
}

/** Only this machine. */
const ADDRESS = '127.0.0.1';
/** Bytes of the log in one answer; the page asks again for the rest. */
const MOST_BYTES = 2 ** 20;
/** Names that a trainer gives previews: nothing else in the folder is handed out. */
const PREVIEW = /^\d{8}\.png$/;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const;

type Answer = {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly next?: number;
};

const text = (status: number, body: string, type = 'text/plain'): Answer => ({
  status,
  type: `${type}; charset=utf-8`,
  body,
});

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** The log from a byte on. */
const logFrom = async (folder: string, from: number): Promise<Answer> => {
  const file = await open(join(folder, 'log.ndjson')).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!file) return from === 0 ? { ...text(200, ''), next: 0 } : text(416, 'The log is shorter.');
  try {
    const { size } = await file.stat();
    if (from > size) return text(416, 'The log is shorter.');
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.min(MOST_BYTES, size - from)),
      0,
      undefined,
      from,
    );
    // Up to the end of a line, so that no character is cut in two.
    const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
    return {
      status: 200,
      type: 'application/x-ndjson; charset=utf-8',
      body: buffer.subarray(0, end),
      next: from + end,
    };
  } finally {
    await file.close();
  }
};

const previewsOf = async (folder: string): Promise<string[]> => {
  const names = await readdir(join(folder, 'previews')).catch((error: unknown): string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names.filter((name) => PREVIEW.test(name)).sort();
};

const answer = async (folder: string, { pathname, searchParams }: URL): Promise<Answer> => {
  if (pathname === '/') return text(200, PAGE_HTML, 'text/html');
  if (pathname === '/page.css') return text(200, PAGE_CSS, 'text/css');
  if (pathname === '/page.js') return text(200, PAGE_JS, 'text/javascript');
  if (pathname === '/previews')
    return text(200, JSON.stringify(await previewsOf(folder)), 'application/json');
  if (pathname === '/log') {
    const from = Number(searchParams.get('from') ?? 0);
    if (!Number.isSafeInteger(from) || from < 0) return text(400, 'from is no number of bytes.');
    return logFrom(folder, from);
  }
  const name = pathname.replace(/^\/previews\//, '');
  if (pathname.startsWith('/previews/') && PREVIEW.test(name)) {
    const body = await readFile(join(folder, 'previews', name)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (body) return { status: 200, type: 'image/png', body };
  }
  return text(404, 'There is no such page.');
};

/**
 * Serves a page with the curves and previews of a training's folder to browsers of this machine. The folder is only read. It does
 * not keep the process alive.
 *
 * @param port 0: any that is free.
 * @throws ConfigError `E_CONFIG_USAGE` for a port that is taken.
 */
export const serveWatch = async (folder: string, port = 0): Promise<Watch> => {
  let hosts: readonly string[] = [];
  const handle = async (request: IncomingMessage): Promise<Answer> => {
    // A page of elsewhere whose name was made to mean this machine says its own name here (DNS rebinding).
    if (!hosts.includes(request.headers.host ?? '')) return text(403, 'This page is for this machine alone.');
    if (request.method !== 'GET') return text(405, 'Only GET.');
    const url = new URL(request.url ?? '/', 'http://localhost');
    return answer(folder, url);
  };
  const respond = (response: ServerResponse, { status, type, body, next }: Answer): void => {
    response.writeHead(status, {
      ...HEADERS,
      'content-type': type,
      ...(next !== undefined && { 'x-next': String(next) }),
    });
    response.end(body);
  };
  const server = createServer((request, response) => {
    handle(request).then(
      (found) => respond(response, found),
      () => respond(response, text(500, 'The folder cannot be read.')),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        usageError(
          `--watch: port ${port} cannot be used (${cause.code}). Leave it out, and a free one is taken.`,
        ),
      ),
    );
    server.listen(port, ADDRESS, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  hosts = [`${ADDRESS}:${taken}`, `localhost:${taken}`];
  server.unref();
  return {
    url: `http://${ADDRESS}:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
