import type { Methods, ParentPort, Reply, Request, WorkerPort } from './messages';
import { Remote, type RemoteOptions } from './remote';
import { type Service, serve } from './serve';

export type WorkerOptions = RemoteOptions;

const webPort = (url: URL): WorkerPort => {
  const worker = new Worker(url, { type: 'module' });
  return {
    post: (request) => worker.postMessage(request),
    onReply: (listener) =>
      worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => listener(data)),
    onEnd: (listener) =>
      worker.addEventListener('error', ({ message }) =>
        listener(new Error(message || 'the worker does not start')),
      ),
    terminate: async () => worker.terminate(),
  };
};

/** Starts the program at `url` as a worker: a thread in Node, a module worker in a page. */
export const openWorker = <M extends Methods, Facts>(
  url: URL,
  start: unknown,
  options: WorkerOptions,
): Promise<Remote<M, Facts>> => Remote.open<M, Facts>(webPort(url), start, options);

/** What a worker's program calls: answers whoever has started it. */
export const serveWorker = <M extends Methods, Facts, Start>(
  open: (start: Start) => Promise<Service<M, Facts>>,
): void => {
  const port: ParentPort = {
    post: (reply, transfer) => postMessage(reply, { transfer: [...transfer] }),
    onRequest: (listener) => addEventListener('message', ({ data }: MessageEvent<Request>) => listener(data)),
  };
  serve(port, open);
};
