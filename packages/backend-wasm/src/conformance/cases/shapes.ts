/** Ranks 0 to 6, empty ones, and lengths around that of a vector. */
export const SHAPES: readonly (readonly number[])[] = [
  [],
  [1],
  [3],
  [4],
  [17],
  [0],
  [2, 3],
  [5, 1],
  [2, 0, 3],
  [3, 4, 5],
  [1, 5, 3, 2],
  [2, 1, 3, 2, 2],
  [2, 1, 2, 1, 3, 2],
];

/** What meets what in binary operations. */
export const PAIRS: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[], []],
  [[5], [5]],
  [[7], []],
  [[], [7]],
  [[1], [6]],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [
    [2, 1],
    [1, 5],
  ],
  [
    [4, 5],
    [4, 1],
  ],
  [
    [2, 3, 4],
    [2, 3, 4],
  ],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [[1, 5, 4, 3], [3]],
  [
    [2, 3, 2, 5],
    [2, 1, 1, 5],
  ],
  [
    [2, 1, 2, 3, 1],
    [1, 4, 1, 3, 2],
  ],
  [[0], [1]],
  [
    [2, 0, 3],
    [1, 1, 3],
  ],
];

/** A shape, and the axes of it that an operation works along. */
export const AXES: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[], []],
  [[5], [0]],
  [[17], [0]],
  [[5], []],
  [[3, 4], [0]],
  [[3, 4], [1]],
  [
    [3, 4],
    [0, 1],
  ],
  [[3, 4], [-1]],
  [[40, 3], [0]],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [[2, 3, 4], [1]],
  [
    [2, 5, 3, 17],
    [0, 1, 2],
  ],
  [
    [2, 5, 3, 4],
    [1, 2],
  ],
  [
    [2, 1, 3, 2, 2],
    [0, 2, 4],
  ],
  [
    [2, 1, 2, 1, 3, 2],
    [1, 4],
  ],
  [[0], [0]],
  [[2, 0, 3], [0]],
];
