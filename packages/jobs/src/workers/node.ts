import { parentPort, Worker } from 'node:worker_threads';
import type { Methods, ParentPort, Reply, Request, WorkerPort } from './messages';
import { Remote, type RemoteOptions } from './remote';
import { type Service, serve } from './serve';

export interface WorkerOptions extends RemoteOptions {
  /** Environment variables that the worker has besides the process's own. Not in pages. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

const threadPort = (url: URL, env: WorkerOptions['env']): WorkerPort => {
  const thread = new Worker(url, { env: { ...process.env, ...env } });
  return {
    post: (request) => thread.postMessage(request),
    onReply: (listener) => void thread.on('message', (reply: Reply) => listener(reply)),
    onEnd: (listener) => void thread.on('error', listener).on('exit', listener),
    terminate: async () => void (await thread.terminate()),
  };
};

/** Starts the program at `url` as a worker: a thread in Node, a module worker in a page. */
export const openWorker = <M extends Methods, Facts>(
  url: URL,
  start: unknown,
  { env, ...options }: WorkerOptions,
): Promise<Remote<M, Facts>> => Remote.open<M, Facts>(threadPort(url, env), start, options);

/** What a worker's program calls: answers whoever has started it. */
export const serveWorker = <M extends Methods, Facts, Start>(
  open: (start: Start) => Promise<Service<M, Facts>>,
): void => {
  if (!parentPort) throw new Error('serveWorker runs in a worker only.');
  const parent = parentPort;
  const port: ParentPort = {
    // Threads have none of a page's bitmaps.
    post: (reply, transfer) => parent.postMessage(reply, [...transfer] as ArrayBuffer[]),
    onRequest: (listener) => void parent.on('message', (request: Request) => listener(request)),
  };
  serve(port, open);
};
