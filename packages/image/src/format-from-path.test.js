import { expect, it } from 'vitest';
import { formatFromPath } from './format-from-path';
it.each([
    ['a.png', 'png'],
    ['/b.c/photo.JPG', 'jpeg'],
    ['x.jpeg', 'jpeg'],
    ['x.webp', 'webp'],
    ['x.avif', 'avif'],
    ['x.tif', 'tiff'],
    ['x.TIFF', 'tiff'],
    ['x.gif', undefined],
    ['png', undefined],
    ['folder.png/x', undefined],
    ['', undefined],
    ['x.constructor', undefined],
])('%s is %s', (path, format) => expect(formatFromPath(path)).toBe(format));
