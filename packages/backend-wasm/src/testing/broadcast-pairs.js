import fc from 'fast-check';
const withoutLeadingOnes = (shape, drop) => {
    const first = shape.findIndex((side) => side !== 1);
    return drop ? (first < 0 ? [] : shape.slice(first)) : [...shape];
};
/** Ranks 0 to 6; on each axis both sides, one of them or none is longer than 1, and some tensors are empty. */
export const broadcastPairs = fc
    .tuple(fc.array(fc.record({
    size: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 1, max: 6 }) }, { weight: 1, arbitrary: fc.constant(0) }),
    sides: fc.constantFrom('both', 'both', 'a', 'b'),
}), { maxLength: 6 }), fc.boolean(), fc.boolean())
    .map(([axes, dropA, dropB]) => ({
    a: withoutLeadingOnes(axes.map(({ size, sides }) => (sides === 'b' ? 1 : size)), dropA),
    b: withoutLeadingOnes(axes.map(({ size, sides }) => (sides === 'a' ? 1 : size)), dropB),
}));
