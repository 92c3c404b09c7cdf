import { ConfigError } from '@srkit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, startRedis } from '../testing/redis-server';
import { JobQueue } from './job-queue';
describe('a queue that cannot be opened', () => {
    it.each([
        ['http://localhost', 'a', /no URL of the form redis:/],
        ['nonsense', 'a', /no URL of the form redis:/],
        ['redis://localhost', 'a b', /The queue is named 'a b'/],
        ['redis://localhost', '', /The queue is named ''/],
    ])('%s %s', async (url, name, message) => {
        await expect(JobQueue.open(url, name)).rejects.toThrow(message);
    });
    it('is named without its password', async () => {
        // Nothing listens on port 1.
        const error = await JobQueue.open('redis://me:hunter2@127.0.0.1:1/3', 'a').catch((cause) => cause);
        expect(String(error)).toMatch(/^QueueError \[E_QUEUE_CONNECT\] The Redis server redis:\/\/\.\.\.@127\.0\.0\.1:1\/3 .*ECONNREFUSED/);
        expect(String(error) + error.stack).not.toContain('hunter2');
    });
});
describe.skipIf(!hasRedis)('a queue on Redis (needs redis-server)', () => {
    let redis;
    beforeAll(async () => {
        redis = await startRedis('--requirepass', 'secret');
    });
    afterAll(() => redis.stop());
    let names = 0;
    const using = async (use) => {
        const name = `test-${names++}`;
        const queue = await JobQueue.open(redis.url.replace('//', '//:secret@'), name);
        try {
            await use(queue, name);
        }
        finally {
            await queue.close();
        }
    };
    const items = (count) => Array.from({ length: count }, (_, i) => ({ item: i }));
    const draining = (compute, options = {}) => ({
        compute,
        isFinal: () => false,
        endsWork: () => false,
        drain: true,
        signal: new AbortController().signal,
        ...options,
    });
    it('asks for its password', async () => {
        await expect(JobQueue.open(redis.url, 'a')).rejects.toThrow(/NOAUTH|Authentication required/);
        const wrong = redis.url.replace('//', '//:wrong@');
        await expect(JobQueue.open(wrong, 'a')).rejects.toThrow(/WRONGPASS|invalid/);
    });
    it('has each item once, works on all, and does nothing again', async () => {
        await using(async (queue) => {
            expect(await queue.add(items(5), 1)).toBe(5);
            expect(await queue.add(items(7), 1)).toBe(2);
            const done = [];
            await queue.work(draining(async (payload) => void done.push(payload)));
            expect(done).toHaveLength(7);
            expect(await queue.add(items(7), 1)).toBe(0);
            expect(await queue.status()).toMatchObject({ waiting: 0, active: 0, done: 7, failed: 0, perMinute: 7 });
        });
    });
    it('tries what fails again after a pause, but not what would fail for the same reason', async () => {
        await using(async (queue) => {
            await queue.add(items(3), 2);
            const tries = [0, 0, 0];
            const when = [];
            await queue.work(draining(async (payload) => {
                const { item } = payload;
                tries[item]++;
                if (item === 1)
                    throw new ConfigError('E_CONFIG_TEST', 'never');
                if (item !== 2)
                    return;
                when.push(Date.now());
                throw new Error('perhaps');
            }, { isFinal: (error) => error instanceof ConfigError }));
            expect(tries).toEqual([1, 1, 2]);
            expect(when[1] - when[0]).toBeGreaterThan(400);
            const { failures, done, failed } = await queue.status();
            expect([done, failed]).toEqual([1, 2]);
            expect(failures.map(({ reason }) => reason).sort()).toEqual([
                'ConfigError [E_CONFIG_TEST] never',
                'Error: perhaps',
            ]);
            expect(await queue.retry()).toBe(2);
            const again = [];
            await queue.work(draining(async (payload) => void again.push(payload)));
            expect(again).toHaveLength(2);
        });
    });
    it('gets an item back when its worker is interrupted or has to end, and does not count it as tried', async () => {
        await using(async (queue) => {
            await queue.add(items(1), 1);
            const controller = new AbortController();
            const stopped = queue.work(draining((_, { signal }) => new Promise((_resolve, reject) => {
                signal.addEventListener('abort', () => reject(signal.reason));
                setTimeout(() => controller.abort(), 20);
            }), { signal: controller.signal }));
            await expect(stopped).rejects.toThrow(/abort/i);
            const full = queue.work(draining(() => Promise.reject(new Error('disk full')), { endsWork: () => true }));
            await expect(full).rejects.toThrow('disk full');
            const done = [];
            await queue.work(draining(async (payload) => void done.push(payload)));
            expect(done).toEqual([{ item: 0 }]);
        });
    });
});
