import { createServer } from 'node:http';
/** A real HTTP server for one file, well-behaved or not. */
export const serveFile = async (file) => {
    const requests = [];
    const server = createServer((request, response) => {
        requests.push(`${request.method} ${request.headers.range ?? ''}`.trim());
        if (file.answer)
            return file.answer(request, response);
        respond(request, response);
    });
    const respond = (request, response) => {
        if (file.etag)
            response.setHeader('etag', file.etag);
        if (file.lastModified)
            response.setHeader('last-modified', file.lastModified);
        const total = file.bytes.length;
        const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
        const condition = request.headers['if-range'];
        const current = condition === undefined || condition === file.etag || condition === file.lastModified;
        let body = file.bytes;
        if (file.ranges && match && current) {
            const first = Number(match[1]);
            const last = Math.min(match[2] ? Number(match[2]) : total - 1, total - 1);
            if (first >= total) {
                response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
                return;
            }
            body = file.bytes.subarray(first, last + 1);
            response.statusCode = 206;
            if (!file.hideContentRange)
                response.setHeader('content-range', `bytes ${first}-${last}/${total}`);
        }
        response.setHeader('content-length', body.length);
        if (request.method === 'HEAD') {
            response.end();
            return;
        }
        const { dropAfter, stallAfter } = file;
        const end = dropAfter ?? stallAfter;
        if (end !== undefined && body.length > end) {
            response.write(body.subarray(0, end), () => dropAfter !== undefined && response.destroy());
            return;
        }
        handle.sent += body.length;
        response.end(body);
    };
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const handle = {
        url: `http://127.0.0.1:${server.address().port}/net.pth`,
        file,
        requests,
        sent: 0,
        drop: () => server.closeAllConnections(),
        close: () => new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
        }),
    };
    return handle;
};
