/** A worker's program for the tests: echoes, fails, dies and waits. */
import { setTimeout } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { ConfigError, type LongWork } from '@srkit/core';
import type { Answer } from '../workers/messages';
import { serveWorker } from '../workers/node';

export type EchoMethods = {
  echo(bytes: Uint8Array, work: LongWork): Promise<Answer<Uint8Array>>;
  fail(code: string): Promise<Answer<never>>;
  die(nothing: null): Promise<Answer<never>>;
  /** Waits, and tells which thread has. */
  thread(milliseconds: number): Promise<Answer<number>>;
};

serveWorker<EchoMethods, string, string>(async (start) => {
  if (start === 'refuse') throw new Error('refused to start');
  return {
    facts: `${start} ${process.env['ECHO'] ?? ''}`.trim(),
    methods: {
      async echo(bytes, { onProgress }) {
        onProgress?.({ done: 1, total: 1, unit: 'echoes' });
        return { value: bytes, transfer: [bytes.buffer as ArrayBuffer] };
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
