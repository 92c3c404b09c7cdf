import { expect, it } from 'vitest';
import { toEightBit } from './to-eight-bit';
it('rounds every 16-bit level to the nearest of v / 257', () => {
    const data = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const eight = toEightBit({ width: 256, height: 256, channels: 1, data }).data;
    expect(Buffer.compare(eight, Uint8Array.from(data, (v) => Math.round(v / 257)))).toBe(0);
});
it('leaves 8 bit as it is', () => {
    const data = Uint8Array.of(1, 2, 3);
    expect(toEightBit({ width: 1, height: 1, channels: 3, data }).data).toBe(data);
});
