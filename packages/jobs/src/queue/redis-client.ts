import { ConfigError, SrkitError } from '@srkit/core';
import type { Redis } from 'ioredis';

/** The queue's server cannot be reached, or does not do what it should. */
export class QueueError extends SrkitError {
  override get name(): string {
    return 'QueueError';
  }
}

/** How long a first connection may take. */
const CONNECT_MS = 10_000;

/** A URL without its password, for messages. */
const shown = (url: URL): string =>
  `${url.protocol}//${url.username ? '...@' : ''}${url.host}${url.pathname}`;

/** What to do about it. */
const remedyFor = (why: string): string => {
  if (/certificate/i.test(why)) {
    return 'Name a file with its certificate authority in NODE_EXTRA_CA_CERTS, and the server by a name that its certificate has.';
  }
  return /wrong version number|EPROTO/i.test(why)
    ? 'It does not speak TLS on this port: write redis:// instead of rediss://, or name its port for TLS.'
    : 'Check that it runs, its URL and password; rediss:// is for servers that speak TLS.';
};

/** Loads what is an optional dependency. @throws QueueError `E_QUEUE_PACKAGE` saying how to install it. */
export const loadOptional = async <T>(load: () => Promise<T>): Promise<T> => {
  try {
    return await load();
  } catch (cause) {
    throw new QueueError(
      'E_QUEUE_PACKAGE',
      'Queues need the packages bullmq and ioredis, which are not installed: npm i bullmq ioredis@5',
      { cause },
    );
  }
};

/**
 * Connects to Redis: `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS. Once it has been there it is waited
 * for when it goes away.
 *
 * @throws ConfigError `E_CONFIG_REDIS` for another URL; QueueError `E_QUEUE_CONNECT`. No message holds the password.
 */
export const connectRedis = async (text: string): Promise<Redis> => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    throw new ConfigError(
      'E_CONFIG_REDIS',
      'The Redis server is no URL of the form redis://[user:password@]host[:port][/db], or rediss:// for TLS.',
    );
  }
  const { Redis } = await loadOptional(() => import('ioredis'));
  let isConnected = false;
  const client = new Redis(text, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // BullMQ waits for as long as it takes.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isConnected ? Math.min(5000, 100 * 2 ** Math.min(times, 6)) : null),
  });
  // Without a listener an error would end the process; what matters comes with the call it befell.
  let last: unknown;
  client.on('error', (error) => {
    last = error;
  });
  try {
    await client.connect();
    await client.ping();
    isConnected = true;
    return client;
  } catch (error) {
    client.disconnect();
    const cause = last ?? error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new QueueError(
      'E_QUEUE_CONNECT',
      `The Redis server ${shown(url)} does not answer as it should: ${why || 'no connection'}. ${remedyFor(why)}`,
      { cause },
    );
  }
};
