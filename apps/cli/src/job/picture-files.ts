/** Endings of the files that a folder or a glob pattern stands for; single files may have any name. */
const PICTURE = /\.(png|jpe?g|jpe|jfif|webp|avif|tiff?|gif)$/i;

export const hasPictureName = (path: string): boolean => PICTURE.test(path);

export const PICTURE_ENDINGS = 'png, jpg, webp, avif, tif or gif';
