/**
 * A picture as the sets have theirs: RGB, 8 bits, upright, without alpha or profile. Grey becomes three equal channels;
 * of 16 bits the upper eight stay, as in OpenCV's `imread`.
 */
export const rgb8 = ({ width, height, channels, data }) => {
    const deep = data instanceof Uint16Array;
    // Also a copy where the samples are a view of a larger buffer: what is moved to another thread must be its own.
    const whole = !deep && channels === 3 && data.byteLength === data.buffer.byteLength;
    if (whole)
        return { width, height, channels: 3, data };
    const out = new Uint8Array(width * height * 3);
    const [green, blue] = channels >= 3 ? [1, 2] : [0, 0];
    const shift = deep ? 8 : 0;
    for (let from = 0, to = 0; to < out.length; from += channels, to += 3) {
        out[to] = data[from] >> shift;
        out[to + 1] = data[from + green] >> shift;
        out[to + 2] = data[from + blue] >> shift;
    }
    return { width, height, channels: 3, data: out };
};
