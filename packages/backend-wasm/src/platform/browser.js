import { threadSource } from '../threads/thread-source';
import { requestedThreads } from './requested-threads';
const SOURCE = `${threadSource("postMessage('ready')")}
onmessage = ({ data }) => {
  run(data);
  close();
};`;
const startThread = (start) => {
    const url = URL.createObjectURL(new Blob([SOURCE], { type: 'text/javascript' }));
    const worker = new Worker(url, { name: `srkit-wasm ${start.thread}` });
    const ready = new Promise((resolve, reject) => {
        worker.addEventListener('message', () => resolve(), { once: true });
        worker.addEventListener('error', (event) => reject(new Error(event.message || 'the worker does not start')), {
            once: true,
        });
    });
    worker.postMessage(start);
    return {
        ready: ready.finally(() => URL.revokeObjectURL(url)),
        terminate: () => worker.terminate(),
    };
};
export const BROWSER = {
    threadCount: () => requestedThreads(typeof SRKIT_THREADS === 'undefined' ? undefined : SRKIT_THREADS) ??
        navigator.hardwareConcurrency ??
        1,
    // Memory is shared only where the page is cross-origin isolated.
    startThread: globalThis.crossOriginIsolated ? startThread : undefined,
    maySleep: typeof document === 'undefined',
};
