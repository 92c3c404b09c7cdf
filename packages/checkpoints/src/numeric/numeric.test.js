import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFloat32 } from '../index';
import { bfloat16ToFloat32, halfToFloat32 } from './half';
import { BFLOAT16, HALF, roundTo16Bit } from './round-to-16-bit';
// References made differently from the code: values by formula, rounding by searching among all representable values.
const halfValue = (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31)
        return fraction ? Number.NaN : sign * Infinity;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};
const brainValue = (bits) => {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint16(0, bits);
    return view.getFloat32(0);
};
const nearest = (value, decode, infinity) => {
    if (Number.isNaN(value))
        return infinity | (infinity === 0x7c00 ? 0x200 : 0x40);
    const magnitude = Math.abs(value);
    let low = 0;
    let high = infinity;
    // The largest pattern whose value is not above; patterns of positive numbers are ordered like the numbers.
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (decode(middle) <= magnitude)
            low = middle;
        else
            high = middle - 1;
    }
    let bits = low;
    if (low < infinity) {
        // Infinity takes the place of the next power of two.
        const above = low + 1 === infinity ? 2 * decode(low) - decode(low - 1) : decode(low + 1);
        const down = magnitude - decode(low);
        const up = above - magnitude;
        if (up < down || (up === down && low % 2 === 1))
            bits = low + 1;
    }
    return (value < 0 || Object.is(value, -0) ? 0x8000 : 0) | bits;
};
const someDouble = fc.oneof(fc.double(), fc.float(), fc.nat({ max: 0xffff }).map(halfValue), fc.nat({ max: 0xffff }).map(brainValue), 
// Halfway between two halves, and a hair beside it.
fc
    .tuple(fc.nat({ max: 0x7bfe }), fc.constantFrom(0, 1e-12, -1e-12))
    .map(([bits, hair]) => ((halfValue(bits) + halfValue(bits + 1)) / 2) * (1 + hair)), fc
    .tuple(fc.nat({ max: 0x7f7e }), fc.constantFrom(0, 1e-12, -1e-12))
    .map(([bits, hair]) => (brainValue(bits) / 2 + brainValue(bits + 1) / 2) * (1 + hair)));
describe('16-bit floats', () => {
    it('decode exactly, all 65 536 of them', () => {
        const all = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
        const halves = halfToFloat32(all);
        const brains = bfloat16ToFloat32(all);
        const wrong = [...all].filter((bits) => !Object.is(halves[bits], halfValue(bits)) || !Object.is(brains[bits], brainValue(bits)));
        expect(wrong).toEqual([]);
        // A quiet NaN keeps its sign and payload.
        expect(new Uint32Array(halves.buffer)[0xfe01].toString(16)).toBe('ffc02000');
    });
    it('encode to the nearest, ties to even', () => {
        fc.assert(fc.property(someDouble, (value) => {
            expect(roundTo16Bit(value, HALF) & (Number.isNaN(value) ? 0x7fff : 0xffff)).toBe(nearest(value, halfValue, 0x7c00));
            expect(roundTo16Bit(value, BFLOAT16) & (Number.isNaN(value) ? 0x7fff : 0xffff)).toBe(nearest(value, brainValue, 0x7f80));
        }), { seed: 16, numRuns: 3000 });
    });
    it('encode what they decode', () => {
        for (let bits = 0; bits < 0x10000; bits++) {
            if (!Number.isNaN(halfValue(bits)) && roundTo16Bit(halfValue(bits), HALF) !== bits)
                expect.fail(`half ${bits}`);
            if (!Number.isNaN(brainValue(bits)) && roundTo16Bit(brainValue(bits), BFLOAT16) !== bits)
                expect.fail(`bfloat16 ${bits}`);
        }
    });
    it.each([
        [65504, 0x7bff, 0x4780],
        [65519.99, 0x7bff, 0x4780],
        [65520, 0x7c00, 0x4780],
        [2 ** -25, 0, 0x3300],
        [2 ** -25 * (1 + 2 ** -40), 1, 0x3300],
        [5e-324, 0, 0],
        [-1e-300, 0x8000, 0x8000],
        [3.4e38, 0x7c00, 0x7f80],
        [3.38e38, 0x7c00, 0x7f7e],
    ])('%d', (value, half, brain) => {
        expect([roundTo16Bit(value, HALF), roundTo16Bit(value, BFLOAT16)]).toEqual([half, brain]);
    });
});
describe('toFloat32', () => {
    it.each([
        ['F64', Float64Array.of(0.1, -1e300), [Math.fround(0.1), -Infinity]],
        ['F16', Uint16Array.of(0x3555, 0x0001), [0.333251953125, 2 ** -24]],
        ['BF16', Uint16Array.of(0x3eab), [0.333984375]],
        ['U16', Uint16Array.of(0x3eab), [16043]],
        ['I64', BigInt64Array.of(-(2n ** 62n)), [-(2 ** 62)]],
        ['U64', BigUint64Array.of(2n ** 63n), [2 ** 63]],
        ['I32', Int32Array.of(-(2 ** 31)), [-(2 ** 31)]],
        ['U32', Uint32Array.of(2 ** 32 - 256), [2 ** 32 - 256]],
        ['I16', Int16Array.of(-7), [-7]],
        ['I8', Int8Array.of(-128), [-128]],
        ['U8', Uint8Array.of(255), [255]],
        ['BOOL', Uint8Array.of(0, 1, 2), [0, 1, 1]],
    ])('%s', (dtype, data, expected) => {
        const converted = toFloat32({ name: 't', dtype, shape: [data.length], data });
        expect(converted).toBeInstanceOf(Float32Array);
        expect([...converted]).toEqual(expected);
    });
    it('returns float32 as it is', () => {
        const data = Float32Array.of(1);
        expect(toFloat32({ name: 't', dtype: 'F32', shape: [1], data })).toBe(data);
    });
});
