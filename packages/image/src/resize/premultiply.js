/** `a * b / 255`, rounded as Pillow does it without dividing. */
const multiply = (a, b) => {
    const product = a * b + 128;
    return ((product >> 8) + product) >> 8;
};
/** Colours times alpha, in place; `channels` is 2 or 4 and alpha the last one. Pillow's arithmetic, bit for bit. */
export const premultiply = (data, channels) => {
    for (let i = 0; i < data.length; i += channels) {
        const alpha = data[i + channels - 1];
        for (let c = i; c < i + channels - 1; c++)
            data[c] = multiply(data[c], alpha);
    }
};
/** Undoes `premultiply`, in place. Without alpha, colours stay as they are. */
export const unpremultiply = (data, channels) => {
    for (let i = 0; i < data.length; i += channels) {
        const alpha = data[i + channels - 1];
        if (alpha === 0 || alpha === 255)
            continue;
        for (let c = i; c < i + channels - 1; c++) {
            data[c] = Math.min(Math.trunc((255 * data[c]) / alpha), 255);
        }
    }
};
