export const caseName = ({ kind, side, blocks }) => {
    const network = `RRDBNet(64,${blocks}), ${side}x${side}`;
    if (kind === 'forward')
        return `${network}, forward`;
    return `${network}, training step${kind === 'train-gan' ? ' with U-Net discriminator' : ''}`;
};
/** The papers' sizes; `quick`: small ones, to see that everything runs. */
export const backendCases = (quick) => quick
    ? [
        { kind: 'forward', side: 16, blocks: 1, warmUp: 0, runs: 1 },
        { kind: 'train-gan', side: 16, blocks: 1, warmUp: 0, runs: 1 },
    ]
    : [
        { kind: 'forward', side: 64, blocks: 23, warmUp: 2, runs: 5 },
        { kind: 'forward', side: 128, blocks: 23, warmUp: 1, runs: 3 },
        { kind: 'forward', side: 256, blocks: 23, warmUp: 0, runs: 1 },
        { kind: 'train', side: 32, blocks: 23, warmUp: 1, runs: 4 },
        { kind: 'train-gan', side: 32, blocks: 6, warmUp: 1, runs: 4 },
    ];
