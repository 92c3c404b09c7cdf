import { expect, test } from 'vitest';
import { psnrY } from './psnr-y';
const flat = (value, channels = 3) => ({
    width: 12,
    height: 10,
    channels,
    data: new Uint8Array(120 * channels).fill(value),
});
test('one level in all channels is 219/255 of a level of luma', () => {
    const expected = 20 * Math.log10(255 / (219 / 255));
    expect(psnrY(flat(100), flat(101), 4)).toBeCloseTo(expected, 10);
    expect(psnrY(flat(100, 1), flat(101, 3), 4)).toBeCloseTo(expected, 10);
});
test('the border does not count', () => {
    const framed = flat(100);
    framed.data.fill(0, 0, 4 * 12 * 3);
    expect(psnrY(flat(100), framed, 4)).toBe(Number.POSITIVE_INFINITY);
    expect(psnrY(flat(100), framed, 3)).toBeLessThan(30);
});
test('pictures of different sizes cannot be compared', () => {
    expect(() => psnrY(flat(1), { ...flat(1), width: 10, height: 12 }, 0)).toThrow('12x10 and 10x12');
});
