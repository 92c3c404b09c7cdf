/** 32-bit patterns of all 65 536 half-precision numbers; made on first use, 256 KiB. */
let table;
const halfTable = () => {
    if (table)
        return table;
    table = new Uint32Array(0x10000);
    const number = new Float32Array(1);
    const bits = new Uint32Array(number.buffer);
    for (let half = 0; half < 0x8000; half++) {
        const exponent = half >> 10;
        const fraction = half & 0x3ff;
        if (exponent === 31) {
            // Infinity, and NaN with its payload.
            bits[0] = 0x7f800000 | (fraction << 13);
        }
        else {
            number[0] = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
        }
        table[half] = bits[0];
        table[half | 0x8000] = bits[0] | 0x80000000;
    }
    return table;
};
/** IEEE half precision to single, exactly; NaN payloads are kept. */
export const halfToFloat32 = (halves) => {
    const bits = new Uint32Array(halves.length);
    const known = halfTable();
    for (let i = 0; i < halves.length; i++)
        bits[i] = known[halves[i]];
    return new Float32Array(bits.buffer);
};
/** bfloat16 to single, exactly: it is its upper half. */
export const bfloat16ToFloat32 = (values) => {
    const bits = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++)
        bits[i] = values[i] << 16;
    return new Float32Array(bits.buffer);
};
