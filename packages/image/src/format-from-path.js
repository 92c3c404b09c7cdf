const BY_EXTENSION = new Map([
    ['png', 'png'],
    ['jpg', 'jpeg'],
    ['jpeg', 'jpeg'],
    ['jpe', 'jpeg'],
    ['jfif', 'jpeg'],
    ['webp', 'webp'],
    ['avif', 'avif'],
    ['tif', 'tiff'],
    ['tiff', 'tiff'],
]);
/** Format a file name asks for by its extension (any case); `undefined` when it names none that is written. */
export const formatFromPath = (path) => {
    const extension = /\.([^./\\]+)$/.exec(path)?.[1];
    return extension === undefined ? undefined : BY_EXTENSION.get(extension.toLowerCase());
};
