/** Paints a picture of any channels and depth onto a canvas (8 bit, as screens are). */
export const paint = (canvas, { width, height, channels, data }) => {
    const shift = data instanceof Uint16Array ? 8 : 0;
    const pixels = new ImageData(width, height);
    const colours = channels >= 3 ? 3 : 1;
    for (let i = 0; i < width * height; i++) {
        for (let c = 0; c < 3; c++)
            pixels.data[4 * i + c] = data[i * channels + (c % colours)] >> shift;
        pixels.data[4 * i + 3] = channels % 2 === 0 ? data[i * channels + channels - 1] >> shift : 255;
    }
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.putImageData(pixels, 0, 0);
};
