import { bitDepthOf } from '@srkit/core';
import sharp, {} from 'sharp';
import { keepsProfile } from './keeps-profile';
import { profileCarrier } from './profile-carrier';
/**
 * A sharp pipeline that gives exactly the raster's samples, with its profile and density attached. sharp reads
 * the samples where they lie; nothing is copied.
 *
 * With a profile the pixels are OR-ed onto a black picture that brings the profile along: sharp's own way to attach
 * one, `withIccProfile`, would convert the pixels from sRGB.
 */
export const rasterPipeline = (raster, format) => {
    const { width, height, channels, data, icc, density } = raster;
    const source = { raw: { width, height, channels }, limitInputPixels: false };
    let pipeline;
    if (icc !== undefined && keepsProfile(raster, format)) {
        const carrier = profileCarrier(icc, channels, bitDepthOf(raster));
        pipeline = sharp(carrier, { limitInputPixels: false })
            .resize(width, height, { kernel: 'nearest', fit: 'fill' })
            // The types know bytes only; sharp takes any typed array and reads the depth from its type.
            .boolean(data, 'or', source)
            .keepIccProfile();
    }
    else {
        pipeline = sharp(data, source);
    }
    if (density !== undefined)
        pipeline.withDensity(density);
    const wide = bitDepthOf(raster) === 16;
    const grey = channels < 3;
    return pipeline.toColourspace(wide ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb');
};
