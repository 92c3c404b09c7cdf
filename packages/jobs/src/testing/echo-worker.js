/** A worker's program for the tests: echoes, fails, dies and waits. */
import { setTimeout } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { ConfigError } from '@srkit/core';
import { serveWorker } from '../workers/node';
serveWorker(async (start) => {
    if (start === 'refuse')
        throw new Error('refused to start');
    return {
        facts: `${start} ${process.env['ECHO'] ?? ''}`.trim(),
        methods: {
            async echo(bytes, { onProgress }) {
                onProgress?.({ done: 1, total: 1, unit: 'echoes' });
                return { value: bytes, transfer: [bytes.buffer] };
            },
            fail: (code) => Promise.reject(new ConfigError(code, 'as told')),
            die: () => process.exit(7),
            async thread(milliseconds) {
                await setTimeout(milliseconds);
                return { value: threadId };
            },
        },
    };
});
