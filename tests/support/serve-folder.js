import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
const TYPES = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.wasm': 'application/wasm',
};
/** With these a page may share memory between threads. */
export const ISOLATED = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
};
/** Serves a folder's files on a free port of this machine. */
export const serveFolder = async (folder, headers = ISOLATED) => {
    const server = createServer(async (request, response) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        const path = normalize(pathname === '/' ? '/index.html' : decodeURIComponent(pathname));
        try {
            const body = await readFile(join(folder, path));
            response.writeHead(200, {
                ...headers,
                'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
            });
            response.end(body);
        }
        catch {
            response.writeHead(404, headers);
            response.end();
        }
    });
    await new Promise((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    return { url: `http://127.0.0.1:${server.address().port}/`, server };
};
