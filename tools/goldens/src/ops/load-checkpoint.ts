import { openCheckpoint } from '@srkit/checkpoints';
import type { Comparison } from '../compare';
import { expectEqual, failure, type RunOp } from '../run-op';

interface Params {
  readonly file: string;
  readonly format?: string;
  readonly selected?: string | null;
  readonly other?: Readonly<Record<string, unknown>>;
  readonly lr?: number;
}

/** The first value found under `key` in nested plain data. */
const findKey = (value: unknown, key: string): unknown => {
  if (value === null || typeof value !== 'object') return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) return inner;
    const found = findKey(inner, key);
    if (found !== undefined) return found;
  }
  return undefined;
};

const bytesOf = (data: ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((v, i) => v === b[i]);

/** `load_checkpoint`: every tensor of a .pth file, bit for bit, and the key rule. */
export const loadCheckpoint: RunOp = async ({ golden }) => {
  const { file, format, selected, other, lr } = golden.file.params as unknown as Params;
  const checkpoint = await openCheckpoint(golden.path(file));
  try {
    const comparisons: Comparison[] = [];
    if (format) {
      const expected = format === 'safetensors' ? format : `pytorch-${format}`;
      comparisons.push(expectEqual('format', checkpoint.format, expected));
    }
    if (selected !== undefined) comparisons.push(expectEqual('selected', checkpoint.selected, selected));
    for (const [key, value] of Object.entries(other ?? {})) {
      comparisons.push(expectEqual(`metadata ${key}`, checkpoint.metadata[key], value));
    }
    if (lr !== undefined)
      comparisons.push(expectEqual('metadata lr', findKey(checkpoint.metadata, 'lr'), lr));
    const state = await checkpoint.readAll();
    for (const name of golden.outputNames) {
      const expected = golden.tensor(name);
      const actual = state.get(name);
      if (!actual) {
        comparisons.push(failure(name, `tensor '${name}' was not loaded`));
        continue;
      }
      comparisons.push(expectEqual(`${name} dtype`, actual.dtype, expected.dtype));
      comparisons.push(expectEqual(`${name} shape`, actual.shape, expected.shape));
      comparisons.push(
        sameBytes(bytesOf(actual.data), expected.bytes)
          ? { name, ok: true, worst: 0 }
          : failure(name, `tensor '${name}' differs in its bytes`),
      );
    }
    const known = new Set(golden.tensors.keys());
    for (const name of state.keys()) {
      if (!known.has(name)) comparisons.push(failure(name, `tensor '${name}' is not in the reference`));
    }
    return comparisons;
  } finally {
    await checkpoint.close();
  }
};
