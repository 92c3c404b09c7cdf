/** Shape in tfjs of a parameter whose official shape is `shape`. */
export const tfjsShape = (shape, layout) => {
    if (layout === 'plain')
        return [...shape];
    const [out, input, height, width] = shape;
    return [height, width, input, out];
};
const permute = (values, shape, move) => {
    const [out, input, height, width] = shape;
    const target = new Float32Array(values.length);
    const window = height * width;
    for (let o = 0; o < out; o++) {
        for (let i = 0; i < input; i++) {
            const official = (o * input + i) * window;
            const tfjs = i * out + o;
            for (let k = 0; k < window; k++)
                move(values, target, official + k, k * input * out + tfjs);
        }
    }
    return target;
};
/** Official order to tfjs order. `shape` is the official one. */
export const toTfjs = (values, shape, layout) => layout === 'plain'
    ? values
    : permute(values, shape, (source, target, official, tfjs) => {
        target[tfjs] = source[official];
    });
/** tfjs order to official order. `shape` is the official one. */
export const toOfficial = (values, shape, layout) => layout === 'plain'
    ? values
    : permute(values, shape, (source, target, official, tfjs) => {
        target[official] = source[tfjs];
    });
