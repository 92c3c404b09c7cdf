import type { NamedTensor, StateDict } from '@srkit/checkpoints';

/**
 * The weights of the `SRVGGNetCompact` whose pixels are the means of `from / to` by `from / to` pixels of this one: what it
 * draws, reduced, at the price of the smaller scale. A start for a network of that scale.
 *
 * @param from Scale of the network of `state`.
 * @param to Scale wanted, a divisor of it.
 */
export const averagedPixels = (state: StateDict, from: number, to: number): StateDict => {
  const ratio = from / to;
  if (!Number.isInteger(ratio))
    throw new RangeError(`The weights are for x${from}, which x${to} does not divide.`);
  if (ratio === 1) return state;
  const channels = 3 * from ** 2;
  const result: StateDict = new Map(state);
  const last = Math.max(
    ...[...state.keys()].map((name) => Number(/^body\.(\d+)\.weight$/.exec(name)?.[1] ?? -1)),
  );
  for (const name of [`body.${last}.weight`, `body.${last}.bias`]) {
    const tensor = state.get(name);
    if (tensor?.shape[0] !== channels || !(tensor.data instanceof Float32Array)) {
      throw new RangeError(
        `'${name}' is not the last convolution of a compact network for x${from} in float32.`,
      );
    }
    result.set(name, averagedRows(tensor, tensor.data, from, to));
  }
  return result;
};

/** Rows of a channel's `from^2` pixels become those of `to^2`. */
const averagedRows = (tensor: NamedTensor, data: Float32Array, from: number, to: number): NamedTensor => {
  const ratio = from / to;
  const row = data.length / (3 * from ** 2);
  const means = new Float32Array(3 * to ** 2 * row);
  for (let at = 0; at < data.length; at++) {
    const [channel, pixel] = [Math.floor(at / row / from ** 2), Math.floor(at / row) % from ** 2];
    const [y, x] = [Math.floor(pixel / from / ratio), Math.floor((pixel % from) / ratio)];
    means[((channel * to + y) * to + x) * row + (at % row)]! += data[at]! / ratio ** 2;
  }
  return { ...tensor, shape: [3 * to ** 2, ...tensor.shape.slice(1)], data: means };
};
