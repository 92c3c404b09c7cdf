/** Strides, in elements, of a contiguous tensor. */
export const rowMajor = (shape) => {
    const strides = new Array(shape.length);
    let stride = 1;
    for (let i = shape.length - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= shape[i];
    }
    return strides;
};
