import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../test-support/cpu-time';
import { HOSTILE_FILES, type HostileFile } from '../../test-support/hostile-files';
import { HOSTILE_PICKLES } from '../../test-support/hostile-pickles';
import {
  call,
  dict,
  float,
  get,
  global,
  int,
  list,
  none,
  op,
  put,
  seq,
  str,
  tensor,
  tuple,
} from '../../test-support/pickle-builder';
import { torchLegacy, torchZip } from '../../test-support/torch-builder';
import { CheckpointError, loadStateDict, openCheckpoint } from '../index';

const MEGABYTE = 1_000_000;

/** Opens and reads everything; gives the error's code, or `read`. */
const outcome = async (file: HostileFile): Promise<string> => {
  const started = cpuTime();
  try {
    await loadStateDict(file);
    return 'read';
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return error.code;
  } finally {
    expect(cpuTime() - started).toBeLessThan(5000);
  }
};

// With 50 MB each: npm run worst --workspace @srkit/fuzz.
describe('files made to cost as much as they can', () => {
  it.each(Object.entries(HOSTILE_FILES))('%s', async (_, make) => {
    expect(await outcome(make(MEGABYTE))).toMatch(/^(read|E_CHECKPOINT_\w+)$/);
  });
});

describe('pickles made to cost as much as they can', () => {
  it.each([
    'a set copied',
    'a dict copied',
    'pairs copied to dicts',
    'tensors of rank 64',
    'a list copied to sets',
  ])('pays for every element: %s', async (name) => {
    expect(await outcome(torchZip(HOSTILE_PICKLES[name]!(MEGABYTE)))).toBe('E_CHECKPOINT_TOO_LARGE');
  });

  it('have keys and members whose hashes are worth something, and pay for how far apart these lie', async () => {
    const long = (i: number) => str(`${'k'.repeat(16_000)}${i}`);
    const set = call(global('builtins', 'set'), list(long(1), long(2)));
    expect(await outcome(torchZip(dict({ w: tensor(), s: set })))).toBe('E_CHECKPOINT_TOO_LARGE');
    for (const name of [
      'a dict whose keys are escaped when hashed, copied',
      'a set of strings that are escaped when hashed, copied',
    ]) {
      expect(await outcome(torchZip(HOSTILE_PICKLES[name]!(MEGABYTE))), name).toBe('E_CHECKPOINT_TOO_LARGE');
    }
  });

  it('have integers as large as bytes may say, in text as well', async () => {
    const line = (digits: number) => op('L', new TextEncoder().encode(`${'7'.repeat(digits)}L\n`));
    const file = (digits: number) => torchZip(dict({ w: tensor(), n: line(digits) }));
    expect(await outcome(file(150))).toBe('read');
    expect(await outcome(file(160))).toBe('E_CHECKPOINT_TOO_LARGE');
  });

  it('of legacy files are read once, however often the buffer grows', async () => {
    // All of the allowance but a little is spent in the first bytes: with every growth it would be spent again.
    const copies = HOSTILE_PICKLES['a list copied to sets']!(20_000);
    const padding = seq(...Array<Uint8Array>(20).fill(seq(str('x'.repeat(200_000)), op('0'))));
    const code = seq(padding, dict({ w: tensor() }));
    const state = await loadStateDict(torchLegacy(code));
    expect([...state.keys()]).toEqual(['w']);
    expect(await outcome(torchLegacy(seq(copies, op('0'), code)))).toMatch(/read|TOO_LARGE/);
  });
});

describe('collections mean what they mean in Python', () => {
  const slot = (code: Uint8Array, index: number) => seq(code, put(index), op('0'));
  const ordered = (argument: Uint8Array) => call(global('collections', 'OrderedDict'), argument);

  it('OrderedDict(d) is a copy: what is put into d later is not in it', async () => {
    const state = await loadStateDict(
      torchZip(
        seq(
          slot(dict({ w: tensor() }), 1),
          slot(ordered(get(1)), 2),
          slot(seq(get(1), str('ghost'), tensor(), op('s')), 3),
          get(2),
        ),
      ),
    );
    expect([...state.keys()]).toEqual(['w']);
  });

  it('set(l) is a copy of the different items of l', async () => {
    const { metadata } = await openCheckpoint(
      torchZip(
        seq(
          slot(list(int(1), int(1), op(0x88), float(1), str('1'), none), 1),
          slot(call(global('builtins', 'set'), get(1)), 2),
          slot(seq(get(1), int(7), op('a')), 3),
          dict({ w: tensor(), s: get(2) }),
        ),
      ),
    );
    expect(metadata['s']).toEqual([1, '1', null]);
  });

  it('1, 1.0 and True are one key, with the last value', async () => {
    const file = (first: Uint8Array, second: Uint8Array) =>
      torchZip(
        dict([
          [first, tensor()],
          [second, tensor({ size: tuple(int(6)), stride: tuple(int(1)) })],
        ]),
      );
    for (const [first, second] of [
      [int(1), op(0x88)],
      [int(1), float(1)],
      [op(0x88), int(1)],
    ] as const) {
      const state = await loadStateDict(file(first, second));
      expect([...state.values()].map(({ shape }) => shape)).toEqual([[6]]);
    }
    expect((await loadStateDict(file(int(1), str('1.0')))).size).toBe(2);
    expect((await loadStateDict(file(int(1), str('# 1')))).size).toBe(2);
    // 2 ** 64 is a float as well, 2 ** 64 + 1 is not.
    const large = (digits: string) => op('L', new TextEncoder().encode(`${digits}L\n`));
    expect((await loadStateDict(file(large('18446744073709551616'), float(2 ** 64)))).size).toBe(1);
    expect((await loadStateDict(file(large('18446744073709551617'), float(2 ** 64)))).size).toBe(2);
  });
});

const CASES = new URL('../../../../../shared/cases/checkpoints/', import.meta.url);
const given = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.pth`, CASES)));

describe.skipIf(!existsSync(CASES))('files that broke it once', () => {
  it('a set of 100,000 elements copied 20,000 times', async () => {
    expect(await outcome(given('aimed-setcopy2'))).toBe('E_CHECKPOINT_TOO_LARGE');
  });

  it.each(['aimed-laughs', 'aimed-expand', 'aimed-recurse'])('%s', async (name) => {
    expect(await outcome(given(name))).toMatch(/^(read|E_CHECKPOINT_\w+)$/);
  });

  it('copies and keys', async () => {
    expect([...(await loadStateDict(given('aimed-aliasOD'))).keys()]).toEqual(['w']);
    expect((await openCheckpoint(given('aimed-setalias'))).metadata['s']).toEqual([1]);
    expect((await loadStateDict(given('aimed-trueone'))).size).toBe(1);
  });
});
