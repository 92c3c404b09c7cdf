import { expect, it } from 'vitest';
import { iccFits, iccName } from './icc-profile';
import { drawProfile } from './testing/draw-profile';
import { randomNumbers } from './testing/draw-raster';
const rgb = drawProfile('RGB ', 'Wide Gamut');
const grey = drawProfile('GRAY', 'Dot Gain');
it('reads the name', () => {
    expect(iccName(rgb)).toBe('Wide Gamut');
    expect(iccName(grey)).toBe('Dot Gain');
});
it('reads a version 4 name, which is UTF-16', () => {
    const v4 = rgb.slice();
    const at = new DataView(v4.buffer).getUint32(128 + 4 + 4);
    v4.set([...'mluc'].map((letter) => letter.charCodeAt(0)), at);
    const view = new DataView(v4.buffer);
    view.setUint32(at + 8, 1);
    view.setUint32(at + 12, 12);
    view.setUint32(at + 20, 4);
    view.setUint32(at + 24, 28);
    v4.set([0x26, 0x03, 0, 0x41], at + 28);
    expect(iccName(v4)).toBe('\u2603A');
});
it('knows which pixels a profile describes', () => {
    expect([1, 2, 3, 4].map((channels) => iccFits(rgb, channels))).toEqual([false, false, true, true]);
    expect([1, 2, 3, 4].map((channels) => iccFits(grey, channels))).toEqual([true, true, false, false]);
    expect(iccFits(rgb.subarray(0, 200), 3)).toBe(false);
    expect(iccFits(new Uint8Array(0), 3)).toBe(false);
});
it('never throws on damaged profiles', () => {
    const random = randomNumbers(5);
    for (let i = 0; i < 2000; i++) {
        const bytes = rgb.slice(0, random() < 0.5 ? rgb.length : Math.floor(random() * rgb.length));
        for (let flips = 0; flips < 4; flips++) {
            bytes[Math.floor(random() * Math.min(bytes.length, 300))] = Math.floor(random() * 256);
        }
        if (bytes.length >= 4)
            new DataView(bytes.buffer).setUint32(0, bytes.length);
        expect(['string', 'undefined']).toContain(typeof iccName(bytes));
    }
});
