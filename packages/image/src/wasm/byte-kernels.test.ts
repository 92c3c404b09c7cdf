import { expect, it } from 'vitest';
import { ByteKernels, byteKernels } from './byte-kernels';

it('places are apart, with room behind each, and bounded', () => {
  const kernels = new ByteKernels();
  const small = kernels.place([5, 0, 16])!;
  expect(small.at).toEqual([0, 32, 48]);
  const large = kernels.place([2 ** 20, 3])!;
  expect(large.at[1]).toBe(2 ** 20 + 16);
  expect(large.bytes.length).toBeGreaterThanOrEqual(2 ** 20 + 48);
  expect(kernels.place([2 ** 24])).toBeUndefined();
  expect(kernels.place([2 ** 24 - 16])).toBeDefined();
  expect(byteKernels()).toBe(byteKernels());
});
