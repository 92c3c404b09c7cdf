/** The whole convolution: `[n, h, w, outChannels]`. */
export const DEFORM_CONV2D = {
    kernelName: 'SrkitDeformConv2d',
    inputs: ['x', 'sampling', 'weight'],
    outputShape: ({ sampling, weight }) => [...sampling.slice(0, 3), weight[3]],
};
/** Its gradient for the picture, whose shape is given; `dy` is that of its output. */
export const DEFORM_CONV2D_INPUT_GRADIENT = {
    kernelName: 'SrkitDeformConv2dInputGradient',
    inputs: ['dy', 'sampling', 'weight'],
    outputShape: (_shapes, { pictureShape }) => [...pictureShape],
};
/** Its gradient for offsets and masks. */
export const DEFORM_CONV2D_SAMPLING_GRADIENT = {
    kernelName: 'SrkitDeformConv2dSamplingGradient',
    inputs: ['dy', 'x', 'sampling', 'weight'],
    outputShape: ({ sampling }) => [...sampling],
};
/** Its gradient for the weight. */
export const DEFORM_CONV2D_WEIGHT_GRADIENT = {
    kernelName: 'SrkitDeformConv2dWeightGradient',
    inputs: ['dy', 'x', 'sampling'],
    outputShape: ({ dy, x }, { kernelSize }) => [...kernelSize, x[3], dy[3]],
};
/** What the taps of a band see, one row for each output pixel: `[rows * w, taps * c]`. */
export const DEFORM_COLUMNS = {
    kernelName: 'SrkitDeformColumns',
    inputs: ['x', 'sampling'],
    outputShape: ({ x, sampling }, { rows, kernelSize }) => [
        rows * sampling[2],
        kernelSize[0] * kernelSize[1] * x[3],
    ],
};
/** The adjoint of the columns in their picture: what of them comes back to each pixel of the sample. */
export const DEFORM_PICTURE_GRADIENT = {
    kernelName: 'SrkitDeformPictureGradient',
    inputs: ['columns', 'sampling'],
    outputShape: (_shapes, { pictureShape }) => [1, ...pictureShape],
};
/** Gradient of the columns for the band's offsets and masks, given that of the columns. */
export const DEFORM_SAMPLING_GRADIENT = {
    kernelName: 'SrkitDeformSamplingGradient',
    inputs: ['x', 'sampling', 'columns'],
    outputShape: ({ sampling }, { rows }) => [1, rows, sampling[2], sampling[3]],
};
