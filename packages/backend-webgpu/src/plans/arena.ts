/** A tensor of a plan: from the dispatch that writes it first to the last one that uses it, both included. */
export interface Lifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

export interface Arena {
  /** Bytes of each buffer. */
  readonly buffers: readonly number[];
  /** The buffer of each tensor. */
  readonly places: readonly number[];
}

interface Place {
  bytes: number;
  /** Last use by the tensor that it holds. */
  busyUntil: number;
}

/**
 * Which tensors share a buffer: those that are never needed at the same time, within one dispatch neither. Taken in the order of their first use,
 * each gets the smallest free buffer that holds it, else the largest free one, which grows, else a new one.
 */
export const arenaOf = (lifetimes: readonly Lifetime[]): Arena => {
  const buffers: Place[] = [];
  const places: number[] = new Array(lifetimes.length);
  const inOrder = lifetimes.map((lifetime, i) => ({ ...lifetime, i })).sort((a, b) => a.first - b.first);
  for (const { bytes, first, last, i } of inOrder) {
    const free = buffers.filter(({ busyUntil }) => busyUntil < first);
    const fits = (a: Place, b: Place): Place => {
      if (a.bytes >= bytes && b.bytes >= bytes) return a.bytes <= b.bytes ? a : b;
      return a.bytes >= b.bytes ? a : b;
    };
    const place = free.length > 0 ? free.reduce(fits) : { bytes: 0, busyUntil: 0 };
    if (free.length === 0) buffers.push(place);
    place.bytes = Math.max(place.bytes, bytes);
    place.busyUntil = last;
    places[i] = buffers.indexOf(place);
  }
  return { buffers: buffers.map(({ bytes }) => bytes), places };
};
