import { SrkitError } from '@srkit/core';
import { expect, it } from 'vitest';
import { checkEncodable, preparePicture } from './encode-options';
import { drawRaster } from './testing/draw-raster';
const refusal = (raster, options) => {
    try {
        preparePicture(raster, options);
        return 'accepted';
    }
    catch (error) {
        expect(error).toBeInstanceOf(SrkitError);
        return String(error);
    }
};
const rgb = drawRaster(2, 2, 3);
it('fills in defaults', () => {
    expect(preparePicture(rgb, { format: 'jpeg' }).options).toEqual({
        format: 'jpeg',
        quality: 90,
        lossless: false,
        compressionLevel: 4,
        keepMetadata: false,
        keepGps: false,
    });
});
it.each([
    [{ format: 'jpeg', quality: 0 }, 'ConfigError [E_CONFIG_QUALITY]'],
    [{ format: 'jpeg', quality: 101 }, 'got 101'],
    [{ format: 'webp', quality: 50.5 }, 'got 50.5'],
    [{ format: 'png', compressionLevel: 10 }, 'ConfigError [E_CONFIG_COMPRESSION_LEVEL]'],
    [{ format: 'jpeg', lossless: true }, 'ConfigError [E_CONFIG_LOSSLESS]'],
    [{ format: 'gif' }, "got 'gif'"],
    [{ format: 'toString' }, "got 'toString'"],
])('refuses %o', (options, message) => expect(refusal(rgb, options)).toContain(message));
it('refuses alpha into JPEG, naming the way out', () => {
    for (const channels of [2, 4]) {
        expect(refusal(drawRaster(2, 2, channels), { format: 'jpeg' })).toMatch(/^ImageError \[E_IMAGE_ALPHA\].*Write PNG, WebP, AVIF or TIFF/);
    }
});
it.each([
    ['jpeg', 65500],
    ['webp', 16383],
    ['avif', 16384],
])('holds %s to sides of %i', (format, side) => {
    expect(refusal(drawRaster(side, 1, 1), { format })).toBe('accepted');
    expect(refusal(drawRaster(1, side + 1, 1), { format })).toMatch(/E_IMAGE_FORMAT_LIMIT.*Write PNG or TIFF/);
});
it('refuses rasters that do not add up', () => {
    const wrong = [
        [{ width: 3 }, 'holds 18 samples, got 12'],
        [{ height: 0 }, "raster's height"],
        [{ channels: 5 }, 'got 5'],
        [{ data: new Float32Array(12) }, 'Float32Array'],
    ];
    for (const [change, message] of wrong) {
        const text = refusal({ ...rgb, ...change }, { format: 'png' });
        expect(text).toMatch(/^ShapeError \[E_RASTER_SHAPE\]/);
        expect(text).toContain(message);
    }
});
it('says before there is a picture whether it could be written', () => {
    const small = { width: 8, height: 8, channels: 3 };
    expect(() => checkEncodable(small, { format: 'webp', quality: 80 })).not.toThrow();
    expect(() => checkEncodable({ ...small, channels: 4 }, { format: 'jpeg' })).toThrow(/transparency/);
    expect(() => checkEncodable({ ...small, channels: 4, opaque: true }, { format: 'jpeg' })).not.toThrow();
    expect(() => checkEncodable({ ...small, channels: 4 }, { format: 'jpeg', background: 'black' })).not.toThrow();
    expect(() => checkEncodable({ ...small, width: 20_000 }, { format: 'webp' })).toThrow(/16383/);
    expect(() => checkEncodable(small, { format: 'jpeg', quality: 0 })).toThrow(/quality/);
});
