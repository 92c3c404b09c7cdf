import { appendFile, mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileState } from './file-state';
import { FolderLedger } from './folder-ledger';
import type { Claimed } from './item';

const JOB = 'test';

/** A folder with two pictures to be made from one each. */
const workplace = async () => {
  const home = await mkdtemp(join(tmpdir(), 'srkit-ledger-'));
  const itemOf = async (name: string) => {
    const input = join(home, `${name}.png`);
    await writeFile(input, 'input');
    return { inputs: [input], outputs: [join(home, `${name}-out.png`)] };
  };
  const open = () => FolderLedger.open({ home, job: JOB, archive: join(home, 'archive'), anew: false });
  return { home, folder: join(home, `.srkit-job-${JOB}`), a: await itemOf('a'), b: await itemOf('b'), open };
};

const made = async (ledger: FolderLedger, item: { inputs: string[]; outputs: string[] }): Promise<void> => {
  const claimed = (await ledger.claim(item)) as Claimed;
  await writeFile(item.outputs[0]!, 'output');
  await claimed.finish();
};

it.each(['inputs', 'outputs'] as const)('is not done any more when its %s have changed', async (which) => {
  const { a, open } = await workplace();
  const ledger = await open();
  await made(ledger, a);
  expect(await ledger.isDone(a)).toBe(true);
  await utimes(a[which][0]!, new Date(0), new Date(0));
  expect(await ledger.isDone(a)).toBe(false);
  await utimes(a[which][0]!, new Date(), new Date());
  await writeFile(a[which][0]!, 'another one');
  expect(await ledger.isDone(a)).toBe(false);
  await ledger.close(false);
});

it('reads the last line of a journal when all of it is there', async () => {
  const { folder, a, b, open } = await workplace();
  const other = await open();
  await made(other, a);
  const [journal] = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const line = await readFile(join(folder, journal!), 'utf8');
  await other.close(true);
  const ledger = await FolderLedger.open({
    home: join(folder, '..'),
    job: JOB,
    archive: join(folder, '..', 'none'),
    anew: false,
  });
  await mkdir(folder, { recursive: true });
  const theirs = join(folder, 'theirs.jsonl');
  await writeFile(theirs, line.slice(0, 20));
  const claimed = (await ledger.claim(b)) as Claimed;
  expect(await ledger.isDone(a)).toBe(false);
  await appendFile(theirs, line.slice(20));
  expect(await ledger.claim(a)).toBe('done');
  await claimed.release();
  await ledger.close(false);
});

it('takes for its own what has appeared since the first of several killed processes began', async () => {
  const { folder, a, open } = await workplace();
  const ledger = await open();
  const first = (await ledger.claim(a)) as Claimed;
  const [claim] = (await readdir(folder)).filter((name) => /\.0$/.test(name));
  await first.release();
  await writeFile(a.outputs[0]!, 'half of it');
  // The first saw nothing, made the file and was killed; the second was killed before it made anything.
  await writeFile(join(folder, claim!), JSON.stringify({ owner: 'gone', before: [null] }));
  await writeFile(
    join(folder, claim!.replace(/0$/, '1')),
    JSON.stringify({ owner: 'gone too', before: [await fileState(a.outputs[0]!)] }),
  );
  const third = (await ledger.claim(a)) as Claimed;
  expect(third.existing).toEqual(a.outputs);
  expect(third.made(a.outputs[0]!)).toBe(true);
  await third.finish();
  await ledger.close(true);
});
