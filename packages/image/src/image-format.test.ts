import { ImageError } from '@srkit/core';
import { expect, it } from 'vitest';
import { sniffFormat } from './image-format';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const codeOf = (text: string): string => {
  try {
    return sniffFormat(bytes(text), "'x'");
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    return `${(error as ImageError).code}: ${(error as ImageError).message}`;
  }
};

it.each([
  ['png', '\x89PNG\r\n\x1a\n\0\0'],
  ['jpeg', '\xff\xd8\xff\xe1'],
  ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['tiff', 'II*\0\b\0\0\0'],
  ['tiff', 'MM\0*\0\0\0\b'],
  ['tiff', 'II+\0\b\0\0\0'],
  ['gif', 'GIF89a'],
  ['avif', '\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'],
  ['avif', '\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf'],
])('recognises %s', (format, head) => expect(codeOf(head)).toBe(format));

it.each([
  ['a HEIC picture', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  [
    'an SVG drawing',
    '\xef\xbb\xbf <?xml version="1.0"?>\n<!-- a --><svg xmlns="http://www.w3.org/2000/svg">',
  ],
  ['a PDF', '%PDF-1.7'],
  ['a BMP picture', 'BM6\0'],
  ['a Photoshop file', '8BPS\0\x01'],
  ['a JPEG XL picture', '\xff\x0a\xfa'],
])('refuses %s by name', (name, head) => {
  expect(codeOf(head)).toMatch(/^E_IMAGE_UNSUPPORTED: 'x' is /);
  expect(codeOf(head)).toContain(`${name}, which is not read here. Convert it to PNG, JPEG`);
});

it.each([
  ['a web page', '<!DOCTYPE html><html><body><svg></svg>', 'The download went wrong'],
  [
    'a Git LFS pointer, not the file itself',
    'version https://git-lfs.github.com/spec/v1',
    'Run: git lfs pull',
  ],
  ['a ZIP archive', 'PK\x03\x04\x14', 'Unpack it'],
  ['gzipped', '\x1f\x8b\x08', 'Unpack it'],
])('says of %s what to do', (name, head, remedy) => {
  expect(codeOf(head)).toContain(`'x' is ${name}, which is not read here. ${remedy}`);
});

it('refuses what is no picture, and nothing at all', () => {
  expect(codeOf('hello')).toMatch(/^E_IMAGE_NOT_AN_IMAGE: .*begins with 68 65 6c 6c 6f/);
  expect(codeOf('')).toMatch(/^E_IMAGE_EMPTY: 'x' is empty/);
  expect(codeOf('\0\0\0\x18ftypmp42\0\0\0\0isom')).toMatch(/^E_IMAGE_NOT_AN_IMAGE/);
});
