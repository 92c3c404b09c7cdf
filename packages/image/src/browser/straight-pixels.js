/** Side of the squares read at a time; every WebGL 2 device takes textures of 2048. */
const TILE = 2048;
/**
 * Copies a bitmap's RGBA pixels by way of a WebGL texture, which unlike a 2D canvas keeps alpha and colour apart
 * and so gives the file's exact values.
 *
 * @returns False, with `out` untouched or partly written, when this browser gives no WebGL 2.
 */
export const straightPixels = async (bitmap, out) => {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    if (gl === null)
        return false;
    const { width, height } = bitmap;
    try {
        gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
        gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
        gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
        gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
        for (let y = 0; y < height; y += TILE) {
            for (let x = 0; x < width; x += TILE) {
                const [w, h] = [Math.min(TILE, width - x), Math.min(TILE, height - y)];
                const tile = await createImageBitmap(bitmap, x, y, w, h, {
                    colorSpaceConversion: 'none',
                    premultiplyAlpha: 'none',
                });
                gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, tile);
                tile.close();
                const texture = gl.getParameter(gl.TEXTURE_BINDING_2D);
                gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
                const pixels = new Uint8Array(w * h * 4);
                gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
                if (gl.getError() !== gl.NO_ERROR)
                    return false;
                for (let row = 0; row < h; row++) {
                    out.set(pixels.subarray(row * w * 4, (row + 1) * w * 4), ((y + row) * width + x) * 4);
                }
            }
        }
        return true;
    }
    finally {
        // Pages have few WebGL contexts to give away; do not wait for garbage collection.
        gl.getExtension('WEBGL_lose_context')?.loseContext();
    }
};
