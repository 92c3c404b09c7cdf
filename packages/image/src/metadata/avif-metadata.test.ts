import type { Raster } from '@srkit/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import * as browser from '../index.browser';
import { decodeImage } from '../node/decode-image';
import { encodeImage, encodePicture } from '../node/encode-image';
import { drawRaster } from '../testing/draw-raster';
import { readAvifMetadata, withAvifMetadata } from './avif-items';
import { exifBlock, readExifDirectories, textOf } from './exif-block';

const MODEL = 0x0110;
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>';

const tagged = async (): Promise<Raster> => {
  const { data } = drawRaster(20, 16, 3);
  const file = await sharp(data, { raw: { width: 20, height: 16, channels: 3 } })
    .withExif({ IFD0: { Model: 'Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
    .withXmp(XMP)
    .jpeg({ quality: 100 })
    .toBuffer();
  return decodeImage(file);
};

describe('metadata of AVIF', () => {
  it('is what another program wrote there, in Node and in a page', async () => {
    const { data } = drawRaster(20, 16, 3);
    const file = await sharp(data, { raw: { width: 20, height: 16, channels: 3 } })
      .withExif({ IFD0: { Model: 'Camera' } })
      .withXmp(XMP)
      .avif()
      .toBuffer();
    const { metadata } = await decodeImage(file);
    expect(textOf(readExifDirectories(metadata!.exif!), MODEL)).toBe('Camera');
    expect(metadata!.xmp).toBe(XMP);
  });

  it.each([{}, { density: 300 }, { lossless: true }, { alpha: true }])(
    'is written where other programs find it, and moves no pixel: %o',
    async ({ density, lossless, alpha }: { density?: number; lossless?: boolean; alpha?: boolean }) => {
      const { metadata } = await tagged();
      const raster: Raster = {
        ...drawRaster(20, 16, alpha ? 4 : 3),
        ...(density !== undefined && { density }),
        metadata,
      };
      const options = { format: 'avif', lossless } as const;
      const file = await encodeImage(raster, { ...options, keepMetadata: true });
      const seen = await sharp(file).metadata();
      expect(seen.xmp?.toString()).toBe(XMP);
      const skip = seen.exif!.subarray(0, 4).toString() === 'Exif' ? 6 : 0;
      const directories = readExifDirectories(new Uint8Array(seen.exif!.subarray(skip)));
      expect(textOf(directories, MODEL)).toBe('Camera');
      expect(directories.gps).toEqual([]);
      expect((await decodeImage(file)).data).toEqual(
        (await decodeImage(await encodeImage(raster, options))).data,
      );
    },
  );

  it('is replaced, not doubled, and every cut of the file is noticed or read', async () => {
    const { metadata } = await tagged();
    const once = await encodeImage(
      { ...drawRaster(20, 16, 3), metadata },
      { format: 'avif', keepMetadata: true },
    );
    const twice = withAvifMetadata(once, exifBlock(readExifDirectories(metadata!.exif!)), undefined)!;
    expect(twice.toString().split('69,120,105,102,0,').length).toBe(
      once.toString().split('69,120,105,102,0,').length,
    );
    expect(new TextDecoder().decode(readAvifMetadata(twice, 2 ** 20).xmp)).toBe(XMP);
    expect((await decodeImage(twice)).data).toEqual((await decodeImage(once)).data);
    for (let length = 12; length < once.length; length += 7) {
      // Damage may cost metadata, and never ends in another error than the header's.
      await browser
        .probeImage(once.slice(0, length))
        .catch((error: Error) => expect(error.name).toBe('ImageError'));
    }
  });

  it('costs nothing where places are stated without end', async () => {
    const box = (type: string, data: Uint8Array): Uint8Array => {
      const out = new Uint8Array(8 + data.length);
      new DataView(out.buffer).setUint32(0, out.length);
      out.set(new TextEncoder().encode(type), 4);
      out.set(data, 8);
      return out;
    };
    const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
    // 10,000 items of 65,535 places each, none of which takes a byte.
    const places = new Uint8Array(8 + 6 * 10_000);
    new DataView(places.buffer).setUint16(6, 10_000);
    for (let i = 0; i < 10_000; i++) places.fill(255, 8 + 6 * i + 4, 8 + 6 * i + 6);
    const info = box('infe', Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode('Exif')]));
    const meta = box(
      'meta',
      join(
        new Uint8Array(4),
        box('pitm', new Uint8Array(6)),
        box('iloc', places),
        box('iinf', join(new Uint8Array(6), info)),
      ),
    );
    const started = performance.now();
    expect(readAvifMetadata(meta, 2 ** 22)).toEqual({ exif: undefined, xmp: undefined, hasGainMap: false });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('that the file has and that is not read is named where all was to be kept', async () => {
    const { data } = drawRaster(8, 8, 3);
    const jpeg = await sharp(data, { raw: { width: 8, height: 8, channels: 3 } })
      .jpeg()
      .toBuffer();
    const segment = (marker: number, text: string): Buffer =>
      Buffer.concat([Buffer.of(0xff, marker, 0, text.length + 2), Buffer.from(text, 'latin1')]);
    const more = Buffer.concat([
      jpeg.subarray(0, 2),
      segment(0xed, 'Photoshop 3.0\0'),
      segment(0xfe, 'made by hand'),
      jpeg.subarray(2),
    ]);
    const read = await decodeImage(more);
    expect((await encodePicture(read, { format: 'png', keepMetadata: true })).dropped).toEqual([
      'IPTC',
      'a comment',
    ]);
    expect((await encodePicture(read, { format: 'png' })).dropped).toEqual([]);
    const hidden: Raster = {
      ...drawRaster(2, 2, 3),
      metadata: { xmp: '<a photoshop:City="x" my:GPSPosition="52 13"/>' },
    };
    expect((await encodePicture(hidden, { format: 'webp', keepMetadata: true })).dropped).toEqual([
      'XMP, which tells of a place,',
    ]);
    expect(
      (await encodePicture(hidden, { format: 'webp', keepMetadata: true, keepGps: true })).dropped,
    ).toEqual([]);
  });
});
