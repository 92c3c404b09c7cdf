/** Strides, in elements, of a contiguous tensor. */
export const rowMajor = (shape: readonly number[]): number[] => {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
};
