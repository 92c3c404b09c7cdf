/** The bytes of a tensor's elements, as they are in memory. */
export const rawBytes = ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
/** A state dict in a form that compares bit by bit, so that NaN equals NaN only with the same payload. */
export const comparable = (state) => [...state].map(([name, tensor]) => [
    name,
    tensor.dtype,
    tensor.shape.join(','),
    Buffer.from(rawBytes(tensor)).toString('base64'),
]);
