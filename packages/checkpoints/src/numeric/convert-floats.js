import { checkpointError } from '../checkpoint-error';
import { show } from '../show';
import { BFLOAT16, HALF, roundTo16Bit } from './round-to-16-bit';
import { toFloat32 } from './to-float32';
const LARGEST = { F32: '3.4e38', F16: '65504', BF16: '3.39e38' };
const isFloat = ({ dtype }) => dtype === 'F64' || dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
/**
 * The tensor with its floats as `dtype`, rounded to nearest, ties to even; integers and BOOL are returned as they
 * are. A finite number that would become infinite is an error, because a network with it computes nonsense.
 */
export const convertFloats = (tensor, dtype) => {
    if (!isFloat(tensor) || tensor.dtype === dtype)
        return tensor;
    const values = tensor.dtype === 'F64' ? tensor.data : toFloat32(tensor);
    const data = dtype === 'F32' ? new Float32Array(values.length) : new Uint16Array(values.length);
    const format = dtype === 'F16' ? HALF : BFLOAT16;
    const infinity = roundTo16Bit(Infinity, format);
    for (let i = 0; i < values.length; i++) {
        const value = Number(values[i]);
        let overflowed;
        if (data instanceof Float32Array) {
            data[i] = value;
            overflowed = Math.abs(data[i]) === Infinity;
        }
        else {
            const bits = roundTo16Bit(value, format);
            data[i] = bits;
            overflowed = (bits & 0x7fff) === infinity;
        }
        if (overflowed && Number.isFinite(value)) {
            throw checkpointError('E_CHECKPOINT_WRITE', `Tensor ${show(tensor.name)}: element ${i} is ${value}, but ${dtype} ends at ${LARGEST[dtype]}. Write it as a wider type.`);
        }
    }
    return { ...tensor, dtype, data };
};
