/** A 3x3 matrix, rows first. */
export type Matrix3 = Float64Array;

/** Solves `a x = b` by elimination with row pivots; `a` is n x n, rows first. Both are overwritten. */
const solve = (a: number[][], b: number[]): number[] => {
  const n = b.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row]![column]!) > Math.abs(a[pivot]![column]!)) pivot = row;
    }
    [a[column], a[pivot]] = [a[pivot]!, a[column]!];
    [b[column], b[pivot]] = [b[pivot]!, b[column]!];
    for (let row = column + 1; row < n; row++) {
      const factor = a[row]![column]! / a[column]![column]!;
      for (let k = column; k < n; k++) a[row]![k]! -= factor * a[column]![k]!;
      b[row]! -= factor * b[column]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let row = n - 1; row >= 0; row--) {
    let sum = b[row]!;
    for (let k = row + 1; k < n; k++) sum -= a[row]![k]! * x[k]!;
    x[row] = sum / a[row]![row]!;
  }
  return x;
};

export type Point = readonly [x: number, y: number];

/** The homography that takes four points to four others, its last entry 1 (OpenCV's `getPerspectiveTransform`). */
export const homographyOf = (from: readonly Point[], to: readonly Point[]): Matrix3 => {
  const rows: number[][] = [];
  const right: number[] = [];
  for (const axis of [0, 1] as const) {
    for (const [i, [x, y]] of from.entries()) {
      const target = to[i]![axis];
      const ahead = [x, y, 1];
      const none = [0, 0, 0];
      rows.push([...(axis === 0 ? [...ahead, ...none] : [...none, ...ahead]), -x * target, -y * target]);
      right.push(target);
    }
  }
  return Float64Array.from([...solve(rows, right), 1]);
};

export const inverseOf = (m: Matrix3): Matrix3 => {
  const out = new Float64Array(9);
  for (let column = 0; column < 3; column++) {
    const rows = [0, 3, 6].map((at) => [...m.subarray(at, at + 3)]);
    const x = solve(
      rows,
      [0, 1, 2].map((row) => (row === column ? 1 : 0)),
    );
    for (let row = 0; row < 3; row++) out[row * 3 + column] = x[row]!;
  }
  return out;
};

/** Where each pixel goes: `[height, width, 2]`, x before y. */
export const mapped = (m: Matrix3, width: number, height: number): Float64Array => {
  const out = new Float64Array(height * width * 2);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 2) {
      const w = m[6]! * x + m[7]! * y + m[8]!;
      out[at] = (m[0]! * x + m[1]! * y + m[2]!) / w;
      out[at + 1] = (m[3]! * x + m[4]! * y + m[5]!) / w;
    }
  }
  return out;
};
