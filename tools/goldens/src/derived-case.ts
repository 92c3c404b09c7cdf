import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type GoldenTensor, readGoldenTensors } from './golden-tensor';
import { type CaseResult, runCase } from './run-case';

/** What a test changes of a case. */
export interface Derived {
  /** Entries laid over those of case.json. */
  readonly file?: Readonly<Record<string, unknown>>;
  /** Entries laid over those of `params`; undefined takes one away. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Float32 tensors that are added, or take another's place. */
  readonly tensors?: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
  >;
}

const encode = (
  tensors: ReadonlyMap<string, Pick<GoldenTensor, 'dtype' | 'shape' | 'bytes'>>,
): Uint8Array => {
  let end = 0;
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const begin = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
  return Buffer.concat([length, header, ...[...tensors.values()].map(({ bytes }) => bytes)]);
};

/** Runs a changed copy of a case. */
export const runDerived = async (
  casePath: string,
  { file = {}, params = {}, tensors = {} }: Derived,
): Promise<CaseResult> => {
  const collection = await mkdtemp(join(tmpdir(), 'srkit-golden-'));
  const folder = join(collection, 'case');
  try {
    await cp(dirname(casePath), folder, { recursive: true });
    // Checkpoints that several cases share.
    const models = join(dirname(casePath), '../models');
    if (existsSync(models)) await symlink(models, join(collection, 'models'));
    const original = JSON.parse(await readFile(casePath, 'utf8')) as { params: object };
    const changed = { ...original, params: { ...original.params, ...params }, ...file };
    await writeFile(join(folder, 'case.json'), JSON.stringify(changed));
    const storedAt = join(folder, 'tensors.safetensors');
    const stored = existsSync(storedAt) ? await readGoldenTensors(storedAt) : new Map();
    const all = new Map<string, Pick<GoldenTensor, 'dtype' | 'shape' | 'bytes'>>(stored);
    for (const [name, { shape, values }] of Object.entries(tensors))
      all.set(name, { dtype: 'F32', shape, bytes: new Uint8Array(values.slice().buffer) });
    await writeFile(storedAt, encode(all));
    return await runCase(join(folder, 'case.json'));
  } finally {
    await rm(collection, { recursive: true });
  }
};
