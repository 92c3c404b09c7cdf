// Runs of 4-byte elements, float32 or int32 alike: their bits are moved, never computed with.

/** From this many elements on the machine's own copy is faster than a loop. */
const LONG_RUN: i32 = 256;

/** Copies `count` elements that lie one after the other. */
@inline
export function copyWords(from: usize, to: usize, count: i32): void {
  if (count >= LONG_RUN) {
    memory.copy(to, from, <usize>count << 2);
    return;
  }
  const end = to + (<usize>count << 2);
  while (to + 16 <= end) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  while (to < end) {
    store<i32>(to, load<i32>(from));
    from += 4;
    to += 4;
  }
}

/** Writes the same element `count` times. */
@inline
export function fillWords(to: usize, value: i32, count: i32): void {
  const four = i32x4.splat(value);
  const end = to + (<usize>count << 2);
  while (to + 16 <= end) {
    v128.store(to, four);
    to += 16;
  }
  while (to < end) {
    store<i32>(to, value);
    to += 4;
  }
}
