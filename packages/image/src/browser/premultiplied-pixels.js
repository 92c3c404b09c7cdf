/** Rows read at a time: the whole picture as RGBA would need four bytes a pixel once more. */
const STRIP_ROWS = 256;
/**
 * Copies a bitmap's pixels by way of a 2D canvas. Canvases hold colour multiplied by alpha in 8 bits, so this is
 * exact for opaque pictures and loses colour below low alpha.
 *
 * @param out `width * height * channels` samples; grey takes the red channel.
 */
export const premultipliedPixels = (bitmap, out, channels) => {
    const { width, height } = bitmap;
    const rows = Math.min(STRIP_ROWS, height);
    const canvas = new OffscreenCanvas(width, rows);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null)
        throw new Error('This browser gives no 2D context for OffscreenCanvas');
    context.globalCompositeOperation = 'copy';
    for (let top = 0; top < height; top += rows) {
        const strip = Math.min(rows, height - top);
        context.drawImage(bitmap, 0, -top);
        const rgba = context.getImageData(0, 0, width, strip).data;
        let at = top * width * channels;
        for (let i = 0; i < rgba.length; i += 4) {
            for (let c = 0; c < channels; c++)
                out[at++] = rgba[i + c];
        }
    }
};
