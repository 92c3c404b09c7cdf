export const caseName = (one) => {
    switch (one.kind) {
        case 'deform':
            return `deformable convolution, ${one.channels} channels, ${one.side}x${one.side}${one.backward ? ', with backward' : ''}`;
        case 'match':
            return `matching, ${one.side}x${one.side} in ${one.refSide}x${one.refSide}`;
        case 'mrefsr':
            return `MRefSR, LR ${one.side}x${one.side}, ${one.references} ${one.references === 1 ? 'reference' : 'references'}`;
    }
};
const deform = (channels, side, backward) => ({
    kind: 'deform',
    channels,
    side,
    groups: 8,
    backward,
    warmUp: 1,
    runs: 3,
});
const match = (side, refSide, runs) => ({
    kind: 'match',
    channels: 256,
    side,
    refSide,
    warmUp: runs > 1 ? 1 : 0,
    runs,
});
const mrefsr = (side, references, runs) => ({
    kind: 'mrefsr',
    side,
    references,
    warmUp: runs > 1 ? 1 : 0,
    runs,
});
/** The papers' sizes; `quick`: small ones, to see that everything runs. */
export const opsCases = (quick) => quick
    ? [deform(16, 20, false), deform(16, 20, true), match(12, 12, 1), mrefsr(8, 1, 1)]
    : [
        deform(64, 160, false),
        deform(128, 80, false),
        deform(256, 40, false),
        deform(64, 160, true),
        deform(128, 80, true),
        deform(256, 40, true),
        match(40, 40, 3),
        match(80, 125, 2),
        match(160, 160, 1),
        mrefsr(40, 1, 2),
        mrefsr(40, 5, 2),
        mrefsr(128, 5, 1),
    ];
