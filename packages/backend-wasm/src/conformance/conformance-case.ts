/** A tensor as plain data. Complex numbers are pairs, so that they have twice as many values as elements. */
export interface CaseTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'string' | 'complex64';
  readonly values: readonly number[] | readonly string[];
}

/** One call of one kernel, as plain data: the same in every run. */
export interface ConformanceCase {
  readonly kernel: string;
  /** By the kernel's names, or a list where the kernel takes one. */
  readonly inputs: Readonly<Record<string, CaseTensor | readonly CaseTensor[]>> | readonly CaseTensor[];
  readonly attrs?: Readonly<Record<string, unknown>>;
  /**
   * float32 results may be off by 1e-5 of each element, or, where large terms cancel, of the result's largest one.
   * Others are equal.
   */
  readonly relativeTo?: 'element' | 'largest';
}
