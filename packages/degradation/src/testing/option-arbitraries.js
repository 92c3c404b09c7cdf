import fc from 'fast-check';
const probability = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const range = (min, max) => fc
    .tuple(fc.double({ min, max, noNaN: true }), fc.double({ min, max, noNaN: true }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
const around = (low, high) => fc.tuple(fc.double({ min: low, max: 1, noNaN: true }), fc.double({ min: 1, max: high, noNaN: true }));
/** Weights from which probabilities that sum to one are made; at least one is above 0. */
const probabilities = (count) => fc
    .array(fc.integer({ min: 0, max: 5 }), { minLength: count, maxLength: count })
    .filter((weights) => weights.some((weight) => weight > 0))
    .map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
});
const kernelSizes = fc.array(fc.integer({ min: 0, max: 12 }).map((half) => 2 * half + 1), { minLength: 1, maxLength: 4 });
const resizeModes = fc.subarray(['area', 'bilinear', 'bicubic', 'nearest'], { minLength: 1 });
const kernels = fc
    .subarray(['iso', 'aniso', 'generalized_iso', 'generalized_aniso', 'plateau_iso', 'plateau_aniso'], { minLength: 1 })
    .chain((kernelList) => probabilities(kernelList.length).map((kernelProb) => ({ kernelList, kernelProb })));
const stage = fc
    .record({
    kernels,
    rest: fc.record({
        blurProb: probability,
        kernelSizes,
        sincProb: probability,
        blurSigma: range(0.1, 5),
        betagRange: around(0.2, 6),
        betapRange: around(0.2, 6),
        resizeProb: probabilities(3),
        resizeRange: around(0.2, 2),
        resizeModes,
        resizeOf: fc.constantFrom('current', 'target'),
        gaussianNoiseProb: probability,
        noiseRange: range(0, 255),
        poissonScaleRange: range(0, 10),
        grayNoiseProb: probability,
        jpegRange: fc.option(range(1, 99.9)),
    }),
})
    .map(({ kernels, rest }) => ({ ...kernels, ...rest }));
const final = fc.record({
    sincProb: probability,
    kernelSizes,
    sincFirstProb: probability,
    resizeModes,
    jpegRange: fc.option(range(1, 99.9)),
});
/** Any options whose pictures need no more than a few thousand pixels a side; for property tests. */
export const anyOptions = fc
    .record({
    scale: fc.integer({ min: 1, max: 8 }),
    sharpen: fc.boolean(),
    sharpenGt: fc.boolean(),
    stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
    final,
    order: fc.constantFrom('fixed', 'shuffled'),
    crop: fc.option(fc.integer({ min: 1, max: 20 })),
})
    .map(({ crop, ...options }) => ({ ...options, gtSize: crop === null ? null : crop * options.scale }));
