import { parentPort, Worker } from 'node:worker_threads';
import { Remote } from './remote';
import { serve } from './serve';
const threadPort = (url, env) => {
    const thread = new Worker(url, { env: { ...process.env, ...env } });
    return {
        post: (request) => thread.postMessage(request),
        onReply: (listener) => void thread.on('message', (reply) => listener(reply)),
        onEnd: (listener) => void thread.on('error', listener).on('exit', listener),
        terminate: async () => void (await thread.terminate()),
    };
};
/** Starts the program at `url` as a worker: a thread in Node, a module worker in a page. */
export const openWorker = (url, start, { env, ...options }) => Remote.open(threadPort(url, env), start, options);
/** What a worker's program calls: answers whoever has started it. */
export const serveWorker = (open) => {
    if (!parentPort)
        throw new Error('serveWorker runs in a worker only.');
    const parent = parentPort;
    const port = {
        post: (reply, transfer) => parent.postMessage(reply, [...transfer]),
        onRequest: (listener) => void parent.on('message', (request) => listener(request)),
    };
    serve(port, open);
};
