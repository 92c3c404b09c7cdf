import type { Module } from '@srkit/nn';

/** Parameters of a network that hold values that are no finite numbers, and how many there are in all. */
export const brokenWeights = async (
  network: Module,
): Promise<{ readonly names: readonly string[]; readonly count: number }> => {
  const state = await network.stateDict();
  const finite = (data: ArrayLike<number | bigint>): boolean =>
    !(data instanceof Float32Array) || data.every(Number.isFinite);
  const names = [...state].filter(([, { data }]) => !finite(data)).map(([name]) => name);
  return { names, count: state.size };
};
