import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tolerance } from './compare';
import { type GoldenTensor, readGoldenTensors } from './golden-tensor';

/** What a case.json says, as far as every op needs it; `params` belong to the op. */
export interface CaseFile {
  readonly op: string;
  readonly params: Record<string, unknown>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly tolerance: Tolerance;
  readonly [extra: `${string}_tolerance`]: Tolerance | undefined;
  /** Storage of inputs; `u8/255` means float32(v) / 255. */
  readonly encoding?: Readonly<Record<string, string>>;
  /** Largest distance of an official float32 output from the same computation in float64. */
  readonly f64_maxabs_diff?: Readonly<Record<string, number | undefined>>;
}

/** One golden case on disk. */
export class GoldenCase {
  private constructor(
    readonly folder: string,
    readonly file: CaseFile,
    readonly tensors: ReadonlyMap<string, GoldenTensor>,
  ) {}

  static async read(casePath: string): Promise<GoldenCase> {
    const folder = dirname(casePath);
    const file = JSON.parse(await readFile(casePath, 'utf8')) as CaseFile;
    const tensorPath = join(folder, 'tensors.safetensors');
    return new GoldenCase(
      folder,
      file,
      existsSync(tensorPath) ? await readGoldenTensors(tensorPath) : new Map(),
    );
  }

  path(relative: string): string {
    return join(this.folder, relative);
  }

  tensor(name: string): GoldenTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the case has no tensor '${name}'`);
    return tensor;
  }

  /** A tensor's values as float32, decoded as the case's `encoding` says. */
  floats(name: string): Float32Array {
    const { values } = this.tensor(name);
    const encoding = this.file.encoding?.[name];
    if (encoding === 'u8/255') return Float32Array.from(values, (v) => Math.fround(v / 255));
    if (encoding !== undefined) throw new Error(`encoding '${encoding}' of '${name}' is not known`);
    return Float32Array.from(values);
  }

  /** The names an entry of `inputs` or `outputs` stands for: `prefix*` is every tensor with that prefix. */
  expand(entry: string): string[] {
    if (!entry.endsWith('*')) return [entry];
    return [...this.tensors.keys()].filter((name) => name.startsWith(entry.slice(0, -1)));
  }

  get outputNames(): string[] {
    return this.file.outputs.flatMap((entry) => this.expand(entry));
  }
}

/** All `case.json` files below a folder, sorted. */
export const findCases = async (root: string): Promise<string[]> => {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name === 'case.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};
