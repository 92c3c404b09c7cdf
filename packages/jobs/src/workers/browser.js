import { Remote } from './remote';
import { serve } from './serve';
const webPort = (url) => {
    const worker = new Worker(url, { type: 'module' });
    return {
        post: (request) => worker.postMessage(request),
        onReply: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
        onEnd: (listener) => worker.addEventListener('error', ({ message }) => listener(new Error(message || 'the worker does not start'))),
        terminate: async () => worker.terminate(),
    };
};
/** Starts the program at `url` as a worker: a thread in Node, a module worker in a page. */
export const openWorker = (url, start, options) => Remote.open(webPort(url), start, options);
/** What a worker's program calls: answers whoever has started it. */
export const serveWorker = (open) => {
    const port = {
        post: (reply, transfer) => postMessage(reply, { transfer: [...transfer] }),
        onRequest: (listener) => addEventListener('message', ({ data }) => listener(data)),
    };
    serve(port, open);
};
