import { describe, expect, it } from 'vitest';
import { ConfigError } from './errors';
import { refuseUnknownKeys } from './refuse-unknown-keys';
const KNOWN = ['numFeat', 'numBlock', 'scale', 'patchSize'];
const refusal = (given) => {
    try {
        refuseUnknownKeys('RRDBNet', given, KNOWN);
    }
    catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        return error;
    }
    throw new Error('nothing was refused');
};
describe('refuseUnknownKeys', () => {
    it('takes every known name, and none', () => {
        refuseUnknownKeys('RRDBNet', undefined, KNOWN);
        refuseUnknownKeys('RRDBNet', {}, KNOWN);
        refuseUnknownKeys('RRDBNet', { numFeat: 1, numBlock: 2, scale: 4, patchSize: undefined }, KNOWN);
        refuseUnknownKeys('RRDBNet', {}, []);
    });
    it('names the place, the option and what is known', () => {
        const { code, message } = refusal({ numFeat: 1, zebra: 2 });
        expect(code).toBe('E_CONFIG_UNKNOWN');
        expect(message).toBe("RRDBNet: there is no option 'zebra'; leave it out. Known: numFeat, numBlock, scale, patchSize.");
    });
    it('names the one that was probably meant', () => {
        expect(refusal({ numFeats: 1 }).message).toContain('did you mean numFeat? Known');
        expect(refusal({ numBlok: 1 }).message).toContain('did you mean numBlock?');
        expect(refusal({ Scale: 1 }).message).toContain('did you mean scale?');
        expect(refusal({ num_blocks: 1 }).message).toContain('did you mean numBlock?');
    });
    it("knows BasicSR's spelling", () => {
        expect(refusal({ num_feat: 1 }).message).toContain("'num_feat'; here it is spelt numFeat. Known");
    });
    it('counts an option whose value is undefined', () => {
        expect(refusal({ sclae: undefined }).code).toBe('E_CONFIG_UNKNOWN');
    });
    it('does not take what an object inherits for a name', () => {
        expect(refusal(JSON.parse('{"__proto__": 1}')).message).toContain("'__proto__'");
        expect(refusal({ constructor: 1 }).code).toBe('E_CONFIG_UNKNOWN');
    });
    it('cuts long names', () => {
        expect(refusal({ ['x'.repeat(1e6)]: 1 }).message.length).toBeLessThan(200);
    });
    it('refuses what is no object', () => {
        for (const given of [null, [1], 7, 'scale'])
            expect(refusal(given).code).toBe('E_CONFIG_OPTIONS');
    });
});
