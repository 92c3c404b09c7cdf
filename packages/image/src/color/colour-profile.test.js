import { describe, expect, it } from 'vitest';
import { iccFits, iccName } from '../icc-profile';
import { colourProfile } from './colour-profile';
/** The three numbers of an XYZ tag. */
const xyz = (profile, tag) => {
    const view = new DataView(profile.buffer);
    for (let i = 0; i < view.getUint32(128); i++) {
        const entry = 132 + 12 * i;
        if (String.fromCharCode(...profile.subarray(entry, entry + 4)) !== tag)
            continue;
        const at = view.getUint32(entry + 4) + 8;
        return [0, 4, 8].map((offset) => view.getInt32(at + offset) / 65536);
    }
    throw new Error(`no ${tag}`);
};
describe('a profile made of what a PNG states', () => {
    it('has the colorants of Display P3 as its makers publish them', () => {
        const profile = colourProfile({ cicp: [12, 13, 0, 1] }, 3);
        expect(iccFits(profile, 3)).toBe(true);
        expect(iccName(profile)).toBe('Colours as the file states them');
        for (const [tag, expected] of [
            ['rXYZ', [0.5151, 0.2412, -0.0011]],
            ['gXYZ', [0.292, 0.6922, 0.0419]],
            ['bXYZ', [0.1571, 0.0666, 0.7841]],
        ]) {
            xyz(profile, tag).forEach((value, i) => {
                expect(Math.abs(value - expected[i]), tag).toBeLessThan(2e-4);
            });
        }
    });
    it('is grey for grey, whatever the chromaticities', () => {
        const chromaticities = [31_270, 32_900, 70_000, 29_000, 17_000, 79_000, 13_000, 4_600];
        expect(iccFits(colourProfile({ gamma: 100_000, chromaticities }, 2), 2)).toBe(true);
        expect(colourProfile({ chromaticities }, 1)).toBeUndefined();
        expect(colourProfile({ chromaticities }, 3)).toBeDefined();
    });
    it('is not needed for sRGB, and does not exist for PQ and unknown numbers', () => {
        const srgb = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];
        expect(colourProfile({ gamma: 45_455, chromaticities: srgb }, 3)).toBeUndefined();
        expect(colourProfile({ cicp: [1, 13, 0, 1] }, 3)).toBeUndefined();
        expect(colourProfile({ cicp: [9, 16, 0, 1] }, 3)).toBeUndefined();
        expect(colourProfile({ cicp: [99, 13, 0, 1] }, 3)).toBeUndefined();
        // No colour has y = 0; such numbers are passed over.
        expect(colourProfile({ chromaticities: new Array(8).fill(0) }, 3)).toBeUndefined();
    });
});
