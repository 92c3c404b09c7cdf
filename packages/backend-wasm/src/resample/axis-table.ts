/**
 * A linear map along one axis: output `d` is the sum of `weights[offset[d] + k]` times input `first[d] + k`, for as many
 * `k` as there are weights up to `offset[d + 1]`. It is the form of `@srkit/ops`' `ResampleTable`.
 */
export interface AxisTable {
  readonly inSize: number;
  readonly outSize: number;
  readonly first: Int32Array;
  /** `outSize + 1` entries. */
  readonly offset: Int32Array;
  readonly weights: Float32Array;
}

/** The inputs that one output sums: neighbours, from `first` on. */
export interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

export const axisTable = (inSize: number, outputs: readonly Taps[]): AxisTable => {
  const offset = new Int32Array(outputs.length + 1);
  for (const [d, { weights }] of outputs.entries()) offset[d + 1] = offset[d]! + weights.length;
  return {
    inSize,
    outSize: outputs.length,
    first: Int32Array.from(outputs, ({ first }) => first),
    offset,
    weights: Float32Array.from(outputs.flatMap(({ weights }) => weights)),
  };
};

/** The transposed map, which carries gradients from the outputs back to the inputs. */
export const adjoint = ({ inSize, outSize, first, offset, weights }: AxisTable): AxisTable => {
  const low = new Int32Array(inSize).fill(outSize);
  const high = new Int32Array(inSize).fill(-1);
  const forEachTap = (visit: (d: number, i: number, weight: number) => void): void => {
    for (let d = 0; d < outSize; d++) {
      for (let k = offset[d]!; k < offset[d + 1]!; k++) visit(d, first[d]! + k - offset[d]!, weights[k]!);
    }
  };
  forEachTap((d, i) => {
    low[i] = Math.min(low[i]!, d);
    high[i] = d;
  });
  const rows = Array.from({ length: inSize }, (_, i) =>
    new Array<number>(Math.max(0, high[i]! - low[i]! + 1)).fill(0),
  );
  forEachTap((d, i, weight) => {
    rows[i]![d - low[i]!] = weight;
  });
  return axisTable(
    outSize,
    rows.map((row, i) => ({ first: row.length === 0 ? 0 : low[i]!, weights: row })),
  );
};
