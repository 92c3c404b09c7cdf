import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ledgers } from './ledger/ledgers';
import { noLedger } from './ledger/no-ledger';
import { runItems } from './run-items';
let folder;
beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'srkit-jobs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const at = (...parts) => join(folder, ...parts);
const itemsOf = (...names) => names.map((name) => ({ name, inputs: [at(`${name}.in`)], outputs: [at('out', name)], size: 1 }));
const write = async ({ outputs, name }) => {
    for (const output of outputs)
        await writeFile(output, name);
    return name;
};
/** One run of a job, as a process would make it. */
const run = async (items, options = {}) => {
    const anew = options.existing === 'replace';
    const ledger = await Ledgers.open({
        items,
        homeOf: () => at('out'),
        job: 'a',
        archive: at('archive'),
        anew,
    });
    const computed = [];
    const { outcomes, stopped } = await runItems({
        items,
        ledger,
        existing: 'refuse',
        existsError: (output) => new Error(`${output} exists`),
        lostError: (output) => new Error(`${output} is lost`),
        endsJob: () => false,
        signal: new AbortController().signal,
        ...options,
        async compute(item, work) {
            computed.push(item.name);
            return (options.compute ?? write)(item, work);
        },
    });
    const complete = stopped === undefined && outcomes.every(({ status }) => status !== 'failed');
    await ledger.close(complete && outcomes.length === items.length);
    return { outcomes, stopped, computed, statuses: outcomes.map(({ status }) => status) };
};
const inputs = (...names) => Promise.all(names.map((name) => writeFile(at(`${name}.in`), name)));
describe('a job', () => {
    it('does every item once, and leaves results alone', async () => {
        await inputs('a', 'b');
        const first = await run(itemsOf('a', 'b'));
        expect([first.statuses, first.computed]).toEqual([
            ['done', 'done'],
            ['a', 'b'],
        ]);
        expect(await readdir(at('out'))).toEqual(['a', 'b']);
        await inputs('c');
        const second = await run(itemsOf('a', 'b', 'c'));
        expect([second.statuses, second.computed]).toEqual([['skipped', 'skipped', 'done'], ['c']]);
        expect((await run(itemsOf('a', 'b', 'c'), { existing: 'replace' })).computed).toEqual(['a', 'b', 'c']);
    });
    it('goes on after a failure, and does what failed in the next run', async () => {
        await inputs('a', 'b', 'c');
        const failing = (item) => (item.name === 'b' ? Promise.reject(new Error('no')) : write(item));
        const first = await run(itemsOf('a', 'b', 'c'), { compute: failing });
        expect(first.outcomes).toMatchObject([
            { status: 'done' },
            { status: 'failed', error: new Error('no') },
            { status: 'done' },
        ]);
        expect((await run(itemsOf('a', 'b', 'c'))).computed).toEqual(['b']);
    });
    it('ends where the next item would fail as well, and reports what it came to', async () => {
        await inputs('a', 'b');
        const { statuses, stopped } = await run(itemsOf('a', 'b'), {
            compute: () => Promise.reject(new Error('disk full')),
            endsJob: () => true,
        });
        expect([statuses, stopped]).toEqual([['failed'], new Error('disk full')]);
        // Nothing was made, so nothing is left.
        expect(existsSync(at('out'))).toBe(false);
    });
    it('does an item again whose input or result is another one', async () => {
        await inputs('a', 'b', 'c');
        await run(itemsOf('a', 'b', 'c'));
        await rm(at('out/a'));
        await writeFile(at('b.in'), 'changed');
        await utimes(at('out/c'), 1, 1);
        const again = await run(itemsOf('a', 'b', 'c'), { existing: 'replace' });
        expect(again.computed).toEqual(['a', 'b', 'c']);
    });
    it.each(['refuse', 'skip', 'replace'])('with strange files in the way: %s', async (existing) => {
        await inputs('a');
        const items = itemsOf('a');
        await run(itemsOf('a'));
        await writeFile(at('out/a'), 'precious');
        const { outcomes } = await run(items, { existing });
        const status = { refuse: 'failed', skip: 'skipped', replace: 'done' }[existing];
        expect(outcomes).toMatchObject([{ status }]);
        expect(await readFile(at('out/a'), 'utf8')).toBe(existing === 'replace' ? 'a' : 'precious');
    });
    it('makes lost results again, once', async () => {
        await inputs('a', 'b');
        let left = 1;
        const losing = async (item) => {
            const name = await write(item);
            if (item.name === 'b' && left-- > 0)
                await rm(at('out'), { recursive: true });
            return name;
        };
        const lost = [];
        const onLost = (items) => void lost.push(...items.map(({ name }) => name));
        const { mkdir } = await import('node:fs/promises');
        const careful = async (item, _) => {
            await mkdir(at('out'), { recursive: true });
            return losing(item);
        };
        const { statuses } = await run(itemsOf('a', 'b'), { compute: careful, onLost });
        expect([statuses, lost]).toEqual([
            ['done', 'done'],
            ['a', 'b'],
        ]);
        expect((await readdir(at('out'))).sort()).toEqual(['a', 'b']);
        left = 9;
        await rm(at('out'), { recursive: true });
        expect((await run(itemsOf('b'), { compute: careful })).outcomes).toMatchObject([
            { status: 'failed', error: new Error(`${at('out/b')} is lost`) },
        ]);
    });
    it('tries once more what failed because the folder went away, and reports what fails again', async () => {
        const gone = (output) => Object.assign(new Error(`ENOENT: no such file or directory, open '${output}.tmp'`), { code: 'ENOENT' });
        let failures = 0;
        const once = async (item) => {
            if (item.name === 'a' && failures++ === 0)
                throw new Error('not written', { cause: gone(item.outputs[0]) });
            return write(item);
        };
        expect((await run(itemsOf('a', 'b'), { compute: once })).statuses).toEqual(['done', 'done']);
        const never = async (item) => {
            throw gone(item.outputs[0]);
        };
        const again = await run(itemsOf('c'), { compute: never });
        expect([again.statuses, again.computed]).toEqual([['failed'], ['c', 'c']]);
        const elsewhere = async () => {
            throw gone('/another/place/d');
        };
        expect((await run(itemsOf('d'), { compute: elsewhere })).computed).toEqual(['d']);
    });
    it('computes as many items at once as it says, and reports in their order', async () => {
        await inputs('a', 'b', 'c', 'd');
        let [now, most] = [0, 0];
        const slow = async (item) => {
            most = Math.max(most, ++now);
            await setTimeout(item.name === 'a' ? 60 : 20);
            now--;
            return write(item);
        };
        const { outcomes } = await run(itemsOf('a', 'b', 'c', 'd'), { compute: slow, width: 2 });
        expect([most, outcomes.map(({ item }) => item.name).join('')]).toEqual([2, 'abcd']);
    });
    it('stops when aborted, without an outcome for what was under way', async () => {
        await inputs('a', 'b');
        const controller = new AbortController();
        const reason = new DOMException('enough', 'AbortError');
        const { outcomes, stopped } = await run(itemsOf('a', 'b'), {
            signal: controller.signal,
            compute: async (_, { signal }) => {
                controller.abort(reason);
                signal.throwIfAborted();
                return '';
            },
        });
        expect([outcomes, stopped]).toEqual([[], reason]);
        expect((await run(itemsOf('a', 'b'))).statuses).toEqual(['done', 'done']);
    });
    it('needs no ledger where nothing is to be remembered', async () => {
        await inputs('a');
        const { mkdir } = await import('node:fs/promises');
        await mkdir(at('out'));
        const options = { ledger: noLedger };
        expect((await run(itemsOf('a'), options)).statuses).toEqual(['done']);
        expect((await run(itemsOf('a'), options)).outcomes).toMatchObject([
            { status: 'failed', error: new Error(`${at('out/a')} exists`) },
        ]);
        expect((await run([{ name: 'stdout', inputs: [], outputs: [], size: 1 }], options)).statuses).toEqual([
            'done',
        ]);
    });
});
describe('an item of several files', () => {
    const pair = () => [{ name: 'a', inputs: [], outputs: [at('out/a.1'), at('out/a.2')], size: 1 }];
    it('keeps what an interrupted run has made of it, and knows it for its own', async () => {
        const half = async (item) => {
            await writeFile(item.outputs[0], 'first');
            throw new Error('cut');
        };
        expect((await run(pair(), { compute: half })).statuses).toEqual(['failed']);
        // The claim that tells so is of this very process, which lives.
        const ledger = (await readdir(at('out'))).find((name) => name.startsWith('.srkit-job'));
        const claim = (await readdir(at('out', ledger))).find((name) => /\.0$/.test(name));
        const text = await readFile(at('out', ledger, claim), 'utf8');
        expect(JSON.parse(text).before).toEqual([null, null]);
        await writeFile(at('out', ledger, claim), text.replace(/("owner":"[0-9a-f]{8})-[0-9a-z]+/, '$1-zzzzz'));
        const made = [];
        const rest = async (item, work) => {
            made.push(...item.outputs.map((output) => work.made(output)));
            await writeFile(item.outputs[1], 'second');
            return 'both';
        };
        expect((await run(pair(), { compute: rest })).statuses).toEqual(['done']);
        expect([made, await readFile(at('out/a.1'), 'utf8')]).toEqual([[true, false], 'first']);
    });
    it('is refused where one of them is a stranger, also when told to skip', async () => {
        const { mkdir } = await import('node:fs/promises');
        await mkdir(at('out'));
        await writeFile(at('out/a.2'), 'precious');
        for (const existing of ['refuse', 'skip']) {
            expect((await run(pair(), { existing })).outcomes).toMatchObject([
                { status: 'failed', error: new Error(`${at('out/a.2')} exists`) },
            ]);
        }
        expect(await readFile(at('out/a.2'), 'utf8')).toBe('precious');
    });
});
