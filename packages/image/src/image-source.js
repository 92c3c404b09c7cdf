/** How error messages name the source. */
export const sourceLabel = (source) => {
    if (typeof source === 'string')
        return `'${source}'`;
    if (source instanceof URL)
        return `'${source.protocol === 'data:' ? 'data:' : source.href}'`;
    if (typeof File !== 'undefined' && source instanceof File && source.name !== '')
        return `'${source.name}'`;
    const bytes = source instanceof Blob ? source.size : source.byteLength;
    return `The picture of ${bytes} bytes`;
};
