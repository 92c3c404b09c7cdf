/** The type of all these tensors; undefined when they differ or take another number of bytes. */
export const wordType = (...infos) => {
    const dtype = infos[0]?.dtype;
    if (dtype !== 'float32' && dtype !== 'int32')
        return undefined;
    return infos.every((info) => info.dtype === dtype) ? dtype : undefined;
};
