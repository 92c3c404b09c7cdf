/** Elements from one index of an axis to the next, for every axis of a tensor. */
export const denseStrides = (shape) => {
    const strides = new Array(shape.length);
    let step = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
        strides[axis] = step;
        step *= shape[axis];
    }
    return strides;
};
