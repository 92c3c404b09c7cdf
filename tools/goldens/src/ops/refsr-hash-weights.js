import { fnv1a32 } from '@srkit/core';
import { compare } from '../compare';
import { hashValues } from '../hash-refsr';
import { expectEqual } from '../run-op';
/** `hash_weights` with `params.entries`: the generator of the reference-based cases' weights. */
export const refsrHashWeightsOp = async ({ golden }) => golden.file.params['entries'].flatMap((entry) => [
    expectEqual(`${entry.name} fnv1a32`, fnv1a32(entry.name), entry.fnv1a32),
    compare(entry.output, { shape: entry.shape, values: hashValues(entry.name, entry) }, golden.tensor(entry.output), golden.file.tolerance),
]);
