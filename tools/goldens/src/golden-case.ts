import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tolerance } from './compare';
import { type GoldenTensor, readGoldenTensors } from './golden-tensor';
import { type Tracked, trackReads } from './track-reads';

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

/**
 * Fields for people, those that this class or the run itself reads, and the tolerance: a driver that does not read it
 * compares exactly.
 */
const DESCRIPTIVE = [
  'op',
  'inputs',
  'outputs',
  'source',
  'notes',
  'f32_vs_f64',
  'f64_maxabs_diff',
  'tolerance',
  'tolerance.notes',
];

/** `items[2].gain` without its numbers: `items[].gain`. */
const pattern = (path: string): string => path.replace(/\[\d+\]/g, '[]');

/**
 * One golden case on disk. It notices what is read of it, because a driver that passes over a parameter, an input or a
 * tolerance would prove something else than the case says.
 */
export class GoldenCase {
  readonly file: CaseFile;
  readonly #tracked: Tracked<CaseFile>;
  readonly #readTensors = new Set<string>();
  readonly #described = new Set(DESCRIPTIVE);

  private constructor(
    readonly folder: string,
    file: CaseFile,
    readonly tensors: ReadonlyMap<string, GoldenTensor>,
  ) {
    this.#tracked = trackReads(file);
    this.file = this.#tracked.value;
  }

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

  /** Path of a file of the case. */
  path(relative: string): string {
    // Some cases list their files with `file:` in front, some without.
    this.#readTensors.add(`file:${relative}`).add(relative);
    return join(this.folder, relative);
  }

  tensor(name: string): GoldenTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the case has no tensor '${name}'`);
    this.#readTensors.add(name);
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

  /**
   * Says that these fields describe the case and decide nothing: `params.summary`, `params.items[].why`, or
   * `input NAME` for an input that the official code does not use either.
   */
  describedBy(...fields: readonly string[]): void {
    for (const field of fields) this.#described.add(field);
  }

  /** Inputs and fields that the driver did not read, once it is done. */
  unread(): string[] {
    const inputs = this.file.inputs
      .flatMap((entry) => this.expand(entry))
      .filter((name) => !this.#readTensors.has(name))
      .map((name) => `input ${name}`);
    return [...inputs, ...this.#tracked.unread()].filter((path) => !this.#described.has(pattern(path)));
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
