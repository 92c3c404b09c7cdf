/** Samples of the same size as one batch. */
export const joinPixels = (samples) => {
    const [first] = samples;
    if (!first)
        throw new RangeError('joinPixels needs at least one sample.');
    if (samples.length === 1)
        return first;
    const data = new Float32Array(samples.length * first.data.length);
    samples.forEach((sample, index) => {
        data.set(sample.data, index * first.data.length);
    });
    const [, height, width] = first.shape;
    return { data, shape: [samples.length, height, width, 3] };
};
