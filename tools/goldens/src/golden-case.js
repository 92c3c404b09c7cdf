import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readGoldenTensors } from './golden-tensor';
import { trackReads } from './track-reads';
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
const pattern = (path) => path.replace(/\[\d+\]/g, '[]');
/**
 * One golden case on disk. It notices what is read of it, because a driver that passes over a parameter, an input or a
 * tolerance would prove something else than the case says.
 */
export class GoldenCase {
    folder;
    tensors;
    file;
    #tracked;
    #readTensors = new Set();
    #described = new Set(DESCRIPTIVE);
    constructor(folder, file, tensors) {
        this.folder = folder;
        this.tensors = tensors;
        this.#tracked = trackReads(file);
        this.file = this.#tracked.value;
    }
    static async read(casePath) {
        const folder = dirname(casePath);
        const file = JSON.parse(await readFile(casePath, 'utf8'));
        const tensorPath = join(folder, 'tensors.safetensors');
        return new GoldenCase(folder, file, existsSync(tensorPath) ? await readGoldenTensors(tensorPath) : new Map());
    }
    /** Path of a file of the case. */
    path(relative) {
        // Some cases list their files with `file:` in front, some without.
        this.#readTensors.add(`file:${relative}`).add(relative);
        return join(this.folder, relative);
    }
    tensor(name) {
        const tensor = this.tensors.get(name);
        if (!tensor)
            throw new Error(`the case has no tensor '${name}'`);
        this.#readTensors.add(name);
        return tensor;
    }
    /** A tensor's values as float32, decoded as the case's `encoding` says. */
    floats(name) {
        const { values } = this.tensor(name);
        const encoding = this.file.encoding?.[name];
        if (encoding === 'u8/255')
            return Float32Array.from(values, (v) => Math.fround(v / 255));
        if (encoding !== undefined)
            throw new Error(`encoding '${encoding}' of '${name}' is not known`);
        return Float32Array.from(values);
    }
    /** The names an entry of `inputs` or `outputs` stands for: `prefix*` is every tensor with that prefix. */
    expand(entry) {
        if (!entry.endsWith('*'))
            return [entry];
        return [...this.tensors.keys()].filter((name) => name.startsWith(entry.slice(0, -1)));
    }
    get outputNames() {
        return this.file.outputs.flatMap((entry) => this.expand(entry));
    }
    /**
     * Says that these fields describe the case and decide nothing: `params.summary`, `params.items[].why`, or
     * `input NAME` for an input that the official code does not use either.
     */
    describedBy(...fields) {
        for (const field of fields)
            this.#described.add(field);
    }
    /** Inputs and fields that the driver did not read, once it is done. */
    unread() {
        const inputs = this.file.inputs
            .flatMap((entry) => this.expand(entry))
            .filter((name) => !this.#readTensors.has(name))
            .map((name) => `input ${name}`);
        return [...inputs, ...this.#tracked.unread()].filter((path) => !this.#described.has(pattern(path)));
    }
}
/** All `case.json` files below a folder, sorted. */
export const findCases = async (root) => {
    const entries = await readdir(root, { withFileTypes: true, recursive: true });
    return entries
        .filter((entry) => entry.isFile() && entry.name === 'case.json')
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
};
