import { fnv1a32 } from '@srkit/core';
import { compare } from '../compare';
import { type HashSpread, hashValues } from '../hash-refsr';
import { expectEqual, type RunOp } from '../run-op';

interface Entry extends HashSpread {
  readonly name: string;
  readonly fnv1a32: number;
  readonly output: string;
}

/** `hash_weights` with `params.entries`: the generator of the reference-based cases' weights. */
export const refsrHashWeightsOp: RunOp = async ({ golden }) =>
  (golden.file.params['entries'] as Entry[]).flatMap((entry) => [
    expectEqual(`${entry.name} fnv1a32`, fnv1a32(entry.name), entry.fnv1a32),
    compare(
      entry.output,
      { shape: entry.shape, values: hashValues(entry.name, entry) },
      golden.tensor(entry.output),
      golden.file.tolerance,
    ),
  ]);
