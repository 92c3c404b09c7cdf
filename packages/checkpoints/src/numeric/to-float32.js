import { bfloat16ToFloat32, halfToFloat32 } from './half';
/**
 * The elements as float32. F16 and BF16 are exact; F64 and integers beyond 2^24 are rounded to the nearest;
 * BOOL gives 0 and 1. F32 returns the tensor's own array, not a copy.
 */
export const toFloat32 = ({ dtype, data }) => {
    if (data instanceof Float32Array)
        return data;
    if (data instanceof Uint16Array && dtype === 'F16')
        return halfToFloat32(data);
    if (data instanceof Uint16Array && dtype === 'BF16')
        return bfloat16ToFloat32(data);
    const out = new Float32Array(data.length);
    if (dtype === 'BOOL')
        for (let i = 0; i < data.length; i++)
            out[i] = data[i] ? 1 : 0;
    else
        for (let i = 0; i < data.length; i++)
            out[i] = Number(data[i]);
    return out;
};
