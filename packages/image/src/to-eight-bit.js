/** The raster with 8-bit samples: 16-bit ones are rounded to the nearest of v / 257, so that 65535 gives 255. */
export const toEightBit = (raster) => {
    const { data } = raster;
    if (data instanceof Uint8Array)
        return { ...raster, data };
    const out = new Uint8Array(data.length);
    for (let i = 0; i < data.length; i++)
        out[i] = (data[i] + 128) / 257;
    return { ...raster, data: out };
};
