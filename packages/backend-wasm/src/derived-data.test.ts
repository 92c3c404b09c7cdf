import { describe, expect, it } from 'vitest';
import { BUDGET_BYTES, DerivedData } from './derived-data';
import { Heap } from './memory/heap';

const PAGE = 65536;
const START = 1024;

const open = (pages = 64): { heap: Heap; derived: DerivedData } => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: pages });
  const heap: Heap = new Heap(memory, START, pages * PAGE, () => derived.releaseIdle());
  const derived = new DerivedData(heap);
  return { heap, derived };
};

const nothing = (): void => undefined;

describe('DerivedData', () => {
  it('computes once for each tensor and kind, until the tensor is gone', () => {
    const { heap, derived } = open();
    const tensor = {};
    let computed = 0;
    const get = (kind: string): number => derived.get(tensor, kind, 100, () => computed++);
    expect(get('a')).toBe(get('a'));
    expect(get('b')).not.toBe(get('a'));
    expect(computed).toBe(2);
    derived.drop(tensor);
    expect(heap.usedBytes).toBe(0);
    get('a');
    expect(computed).toBe(3);
  });

  it('gives up what is not worth keeping when the kernel ends, also if it was kept before', () => {
    const { heap, derived } = open();
    const [large, small, both] = [{}, {}, {}];
    derived.get(small, 'a', 100, nothing);
    const kept = heap.usedBytes;
    derived.get(both, 'a', 100, nothing);
    derived.kernelEnded();
    const address = derived.get(large, 'a', 1000, nothing, false);
    expect(derived.get(large, 'a', 1000, nothing, false)).toBe(address);
    let computed = 0;
    derived.get(both, 'a', 100, () => computed++, false);
    expect(computed).toBe(0);
    derived.kernelEnded();
    expect(heap.usedBytes).toBe(kept);
    derived.get(small, 'a', 100, () => computed++);
    expect(computed).toBe(0);
    derived.get(large, 'a', 1000, nothing, false);
    derived.drop(large);
    derived.kernelEnded();
    expect(heap.usedBytes).toBe(kept);
  });

  it('keeps nothing that could not be computed', () => {
    const { heap, derived } = open();
    const tensor = {};
    const fail = (): void => {
      throw new Error('a thread has died');
    };
    expect(() => derived.get(tensor, 'a', 100, fail)).toThrow('a thread has died');
    expect(heap.usedBytes).toBe(0);
    let computed = 0;
    derived.get(tensor, 'a', 100, () => computed++);
    expect(computed).toBe(1);
  });

  it('makes room in a full memory, but not of what the running kernel uses', () => {
    const { heap, derived } = open(4);
    const [first, second] = [{}, {}];
    derived.get(first, 'a', PAGE, nothing);
    derived.kernelEnded();
    derived.get(second, 'a', PAGE, nothing);
    const rest = heap.allocate(2 * PAGE - START);
    // `first` makes way.
    heap.allocate(PAGE);
    expect(() => heap.allocate(PAGE)).toThrow(/could not allocate/);
    let again = 0;
    derived.get(second, 'a', PAGE, () => again++);
    expect(again).toBe(0);
    derived.kernelEnded();
    heap.free(rest);
    heap.allocate(3 * PAGE - START);
    derived.drop(second);
    expect(heap.usedBytes).toBe(4 * PAGE - START);
  });

  it('stays within its budget', () => {
    const pages = BUDGET_BYTES / PAGE;
    const { heap, derived } = open(2 * pages);
    const third = Math.ceil(BUDGET_BYTES / 3);
    const tensors = [{}, {}, {}, {}];
    for (const tensor of tensors) {
      derived.kernelEnded();
      derived.get(tensor, 'a', third, nothing);
    }
    expect(heap.usedBytes).toBeLessThanOrEqual(BUDGET_BYTES);
    let computed = 0;
    for (const tensor of [...tensors].reverse()) derived.get(tensor, 'a', third, () => computed++);
    expect(computed).toBe(2);
  });

  it('keeps what fits a smaller budget, and between kernels no more', () => {
    const { heap, derived } = open();
    const tensors = [{}, {}, {}];
    let computed = 0;
    const get = (tensor: object): number => derived.get(tensor, 'a', 1000, () => computed++);
    for (const tensor of tensors) {
      get(tensor);
      derived.kernelEnded();
    }
    derived.budgetBytes = 2500;
    expect(heap.usedBytes).toBe(2 * 1024);
    get(tensors[2]!);
    expect(computed).toBe(3);
    derived.kernelEnded();
    derived.budgetBytes = 0;
    expect(heap.usedBytes).toBe(0);
    // What the running kernel asks for is all there until it ends.
    expect(get(tensors[0]!)).not.toBe(get(tensors[1]!));
    expect(heap.usedBytes).toBe(2 * 1024);
    derived.kernelEnded();
    expect(heap.usedBytes).toBe(0);
    derived.budgetBytes = 2 * BUDGET_BYTES;
    expect(derived.budgetBytes).toBe(BUDGET_BYTES);
  });
});
