import { floats, given, ints } from '../case-tensors';
const relativeTo = 'largest';
const PICTURES = [
    [1, 4, 4, 1],
    [2, 5, 7, 3],
    [1, 3, 8, 17],
];
const SIZES = [
    [4, 4],
    [8, 8],
    [10, 14],
    [3, 2],
    [1, 1],
];
const resizes = (make) => PICTURES.flatMap((shape) => SIZES.flatMap((size) => [
    [false, false],
    [true, false],
    [false, true],
].flatMap(([alignCorners, halfPixelCenters]) => {
    const attrs = { alignCorners, halfPixelCenters, size };
    const images = make(shape);
    return [
        { kernel: 'ResizeBilinear', inputs: { images }, attrs, relativeTo },
        { kernel: 'ResizeNearestNeighbor', inputs: { images }, attrs },
    ];
})));
/**
 * Gradients of single square pictures without half pixel centres: elsewhere the cpu kernels of tfjs 4.22 are wrong. They
 * exchange a picture's sides, look for the second picture in the wrong place and do not know of half pixels.
 */
const resizeGradients = () => [
    [1, 4, 4, 1],
    [1, 5, 5, 3],
    [1, 8, 8, 17],
].flatMap((shape) => SIZES.flatMap((size) => [false, true].flatMap((alignCorners) => ['ResizeBilinearGrad', 'ResizeNearestNeighborGrad'].map((kernel) => ({
    kernel,
    inputs: { images: floats(shape), dy: floats([1, ...size, shape[3]], 2) },
    attrs: { alignCorners, halfPixelCenters: false, size },
    relativeTo,
})))));
const crops = () => ['bilinear', 'nearest'].flatMap((method) => SIZES.map((cropSize) => ({
    kernel: 'CropAndResize',
    inputs: {
        image: floats([2, 6, 5, 3]),
        boxes: given('float32', [3, 4], [0, 0, 1, 1, 0.1, 0.2, 0.6, 0.9, -0.2, 0.5, 1.3, 0.1]),
        boxInd: given('int32', [3], [0, 1, 1]),
    },
    attrs: { cropSize, method, extrapolationValue: 0.5 },
    relativeTo,
})));
/** Shifted, sheared, and in perspective. */
const MATRICES = [
    [1, 0, 1.5, 0, 1, -0.5, 0, 0],
    [0.8, 0.3, 0, -0.2, 1.1, 1, 0, 0],
    [1, 0.1, 0, 0, 1, 0, 0.02, 0.01],
];
const transforms = () => MATRICES.flatMap((matrix) => ['nearest', 'bilinear'].flatMap((interpolation) => ['constant', 'reflect', 'wrap', 'nearest'].map((fillMode) => ({
    kernel: 'Transform',
    inputs: { image: floats([2, 5, 6, 3]), transforms: given('float32', [1, 8], matrix) },
    attrs: { interpolation, fillMode, fillValue: 0.25, outputShape: [4, 7] },
    relativeTo,
}))));
const turns = () => PICTURES.flatMap((shape) => [
    { kernel: 'FlipLeftRight', inputs: { image: floats(shape) } },
    ...[0, 0.4, Math.PI].flatMap((radians) => [0.5, [0.2, 0.7]].map((center) => ({
        kernel: 'RotateWithOffset',
        inputs: { image: floats(shape) },
        attrs: { radians, fillValue: 0.5, center },
    }))),
]);
const suppressions = () => {
    const corners = floats([12, 2], 3, [0, 0.8]).values;
    const boxes = given('float32', [12, 4], Array.from({ length: 12 }, (_, i) => {
        const [y, x] = [corners[2 * i], corners[2 * i + 1]];
        return [y, x, y + 0.3, x + 0.25];
    }).flat());
    const inputs = { boxes, scores: floats([12], 5, [0, 1]) };
    return [1, 4, 12].flatMap((maxOutputSize) => [0, 0.3, 0.9].flatMap((iouThreshold) => {
        const attrs = { maxOutputSize, iouThreshold, scoreThreshold: 0.1 };
        return [
            { kernel: 'NonMaxSuppressionV3', inputs, attrs },
            ...[false, true].map((padToMaxOutputSize) => ({
                kernel: 'NonMaxSuppressionV4',
                inputs,
                attrs: { ...attrs, padToMaxOutputSize },
            })),
            { kernel: 'NonMaxSuppressionV5', inputs, attrs: { ...attrs, softNmsSigma: 0.4 } },
        ];
    }));
};
export const imageCases = () => [
    ...resizes(floats),
    ...resizes(ints),
    ...resizeGradients(),
    ...crops(),
    ...transforms(),
    ...turns(),
    ...suppressions(),
];
