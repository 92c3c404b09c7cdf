/** A square blur kernel. */
export interface Kernel {
  /** Side, odd. */
  readonly size: number;
  /** `size * size` weights, row by row; they sum to one. */
  readonly values: Float64Array;
}

/** Divides the weights by their sum. */
export const normalised = (size: number, values: Float64Array): Kernel => {
  let sum = 0;
  for (const value of values) sum += value;
  return { size, values: values.map((value) => value / sum) };
};
