import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arenaOf } from './arena';

const lifetimes = fc.array(
  fc
    .record({ bytes: fc.integer({ min: 4, max: 500 }), first: fc.nat(20), length: fc.nat(6) })
    .map(({ bytes, first, length }) => ({ bytes, first: first - 1, last: first - 1 + length })),
  { maxLength: 30 },
);

it('no buffer holds two tensors at once, and each is large enough', () => {
  fc.assert(
    fc.property(lifetimes, (all) => {
      const { buffers, places } = arenaOf(all);
      for (const [i, a] of all.entries()) {
        expect(buffers[places[i]!]).toBeGreaterThanOrEqual(a.bytes);
        for (const [k, b] of all.entries()) {
          const meet = a.first <= b.last && b.first <= a.last;
          if (i !== k && meet) expect(places[i]).not.toBe(places[k]);
        }
      }
    }),
    { seed: 5 },
  );
});

it('needs as many buffers as there are tensors at once: a chain takes two', () => {
  const chain = Array.from({ length: 50 }, (_, i) => ({ bytes: 64, first: i, last: i + 1 }));
  expect(arenaOf(chain).buffers).toEqual([64, 64]);
});

it('takes the smallest buffer that fits, and lets the largest grow', () => {
  const at = (first: number, bytes: number) => ({ bytes, first, last: first });
  expect(arenaOf([at(0, 16), at(0, 64), at(1, 32), at(2, 16), at(3, 128)])).toEqual({
    buffers: [16, 128],
    places: [0, 1, 1, 0, 1],
  });
});
