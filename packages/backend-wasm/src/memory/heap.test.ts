import { DeviceError } from '@srkit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../testing/thrown-by';
import { Heap } from './heap';

const PAGE = 65536;
const START = 4096;
const ALIGNMENT = 64;

const open = (maximumPages = 64, initial = 1): { heap: Heap; memory: WebAssembly.Memory } => {
  const memory = new WebAssembly.Memory({ initial, maximum: maximumPages });
  return { heap: new Heap(memory, START, maximumPages * PAGE), memory };
};

/** A step: allocate so many bytes, or free the piece at so many hundredths of those that are held. */
const step = fc.oneof(
  fc.record({ bytes: fc.integer({ min: 0, max: 200_000 }) }),
  fc.record({ free: fc.integer({ min: 0, max: 99 }) }),
);

describe('Heap', () => {
  it('never hands a byte out twice, whatever the order; everything freed is one piece again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const { heap, memory } = open();
        const held: { address: number; bytes: number }[] = [];
        let peak = 0;
        for (const action of steps) {
          if ('free' in action) {
            const [piece] = held.splice(Math.floor((held.length * action.free) / 100), 1);
            if (piece) heap.free(piece.address);
            continue;
          }
          let address: number;
          try {
            address = heap.allocate(action.bytes);
          } catch (error) {
            expect(error).toMatchObject({ code: 'E_DEVICE_MEMORY' });
            continue;
          }
          const bytes = Math.max(action.bytes, 1);
          expect(address % ALIGNMENT).toBe(0);
          expect(address).toBeGreaterThanOrEqual(START);
          expect(address + bytes).toBeLessThanOrEqual(memory.buffer.byteLength);
          const overlaps = held.some(
            (other) => address < other.address + other.bytes && other.address < address + bytes,
          );
          expect(overlaps).toBe(false);
          held.push({ address, bytes });
          peak = Math.max(peak, heap.usedBytes);
        }
        const least = held.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(heap.usedBytes).toBeGreaterThanOrEqual(least);
        expect(heap.usedBytes).toBeLessThan(least + ALIGNMENT * (held.length + 1));
        expect(heap.peakBytes).toBe(peak);
        expect(heap.totalBytes).toBe(memory.buffer.byteLength);
        for (const { address } of held) heap.free(address);
        expect(heap.usedBytes).toBe(0);
        // Joined again: the whole room is one piece, and no more memory is needed for it.
        const size = memory.buffer.byteLength;
        expect(heap.allocate(size - START)).toBe(START);
        expect(memory.buffer.byteLength).toBe(size);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it('uses freed memory again, the lowest gap first', () => {
    const { heap, memory } = open();
    const addresses = [5000, 64, 3000, 64, 5000, 64].map((bytes) => heap.allocate(bytes));
    const size = memory.buffer.byteLength;
    for (const i of [0, 2, 4]) heap.free(addresses[i]!);
    expect(heap.allocate(2900)).toBe(addresses[0]);
    expect(heap.allocate(5000)).toBe(addresses[4]);
    expect(heap.allocate(3000)).toBe(addresses[2]);
    for (let i = 0; i < 10_000; i++) heap.free(heap.allocate(4000));
    expect(memory.buffer.byteLength).toBe(size);
  });

  it('names sizes and a remedy when the memory is full, and works on', () => {
    const { heap } = open(4);
    const first = heap.allocate(2 * PAGE);
    const error = thrownBy(() => heap.allocate(3 * PAGE));
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ code: 'E_DEVICE_MEMORY' });
    expect(String(error)).toContain(`${3 * PAGE} bytes`);
    expect(String(error)).toContain(`${2 * PAGE} of at most ${4 * PAGE} bytes`);
    expect(String(error)).toMatch(/smaller tile/);
    expect(heap.usedBytes).toBe(2 * PAGE);
    // What is left can still be had, to the last byte.
    const rest = heap.allocate(2 * PAGE - START);
    heap.free(first);
    heap.free(rest);
    expect(heap.allocate(4 * PAGE - START)).toBe(START);
  });

  it('asks for room before it is full', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
    const spare: number[] = [];
    let asked = 0;
    const heap = new Heap(memory, START, 4 * PAGE, () => {
      asked++;
      const address = spare.pop();
      if (address !== undefined) heap.free(address);
      return address !== undefined;
    });
    spare.push(heap.allocate(PAGE));
    const held = heap.allocate(2 * PAGE);
    expect(asked).toBe(0);
    expect(heap.allocate(PAGE)).toBe(START);
    expect(asked).toBe(1);
    expect(thrownBy(() => heap.allocate(PAGE))).toMatchObject({ code: 'E_DEVICE_MEMORY' });
    expect(asked).toBe(2);
    heap.free(held);
  });

  it('is full where the system refuses, too', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    const heap = new Heap(memory, START, 1000 * PAGE);
    expect(heap.allocate(PAGE)).toBe(START);
    expect(thrownBy(() => heap.allocate(PAGE))).toMatchObject({ code: 'E_DEVICE_MEMORY' });
  });

  it('refuses an address that is not handed out, so that nothing is freed twice', () => {
    const { heap } = open();
    const address = heap.allocate(100);
    heap.free(address);
    for (const wrong of [address, address + 64, 0, -1]) {
      expect(thrownBy(() => heap.free(wrong))).toMatchObject({ code: 'E_DEVICE_HEAP' });
    }
    expect(heap.usedBytes).toBe(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('has no room for %s bytes', (bytes) => {
    const { heap } = open();
    expect(thrownBy(() => heap.allocate(bytes))).toMatchObject({ code: 'E_DEVICE_MEMORY' });
    expect(heap.usedBytes).toBe(0);
    expect(heap.allocate(64)).toBe(START);
  });
});
