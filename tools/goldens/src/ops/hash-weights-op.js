import { fnv1a32 } from '@srkit/core';
import { compare } from '../compare';
import { elementHash, hashWeights } from '../hash-weights';
import { expectEqual } from '../run-op';
import { refsrHashWeightsOp } from './refsr-hash-weights';
const officialHash = async ({ golden }) => golden.file.params['items'].flatMap((item) => {
    const seeded = (fnv1a32(item.name) ^ item.seed) >>> 0;
    const count = item.shape.reduce((product, side) => product * side, 1);
    const expected = golden.tensor(item.values);
    const values = hashWeights(item.name, item.shape, item.prelu, item).slice(0, expected.values.length);
    const stored = /^first (\d+)$/.exec(item.values_are)?.[1] ?? String(count);
    if (item.values_are !== 'all' && stored === String(count))
        throw new Error(`values_are '${item.values_are}' of ${item.name} is not known`);
    return [
        expectEqual(`${item.name} values_are`, values.length, Number(stored)),
        expectEqual(`${item.name} fnv1a32`, fnv1a32(item.name), item.fnv1a32),
        ...item.h_first8.map((h, i) => expectEqual(`${item.name} hash ${i}`, elementHash(i, seeded), h)),
        expectEqual(`${item.name} last hash`, elementHash(count - 1, seeded), item.h_last),
        compare(item.values, { shape: [values.length], values }, { shape: [expected.values.length], values: expected.values }, golden.file.tolerance),
    ];
});
/** `hash_weights`: the generators that the other cases' weights come from; the two collections have their own forms. */
export const hashWeightsOp = (context) => 'entries' in context.golden.file.params ? refsrHashWeightsOp(context) : officialHash(context);
