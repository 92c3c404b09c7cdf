import { describe, expect, it } from 'vitest';
import { chosenFormat, nameOutputs } from './outputs';
const file = (path) => ({ kind: 'file', path });
describe('the format to write', () => {
    it.each([
        [undefined, file('a.webp'), 'webp'],
        [undefined, file('a.TIFF'), 'tiff'],
        [undefined, file('noending'), 'png'],
        [undefined, { kind: 'beside' }, 'png'],
        ['jpeg', file('a.jpg'), 'jpeg'],
        ['avif', file('a.v2'), 'avif'],
        ['auto', file('a.jpg'), 'jpeg'],
        ['auto', { kind: 'folder', path: 'out' }, 'auto'],
        ['tiff', { kind: 'stdout' }, 'tiff'],
    ])('is with --format %s and %j: %s', (format, target, expected) => {
        expect(chosenFormat(format, target)).toBe(expected);
    });
    it.each([
        [undefined, 'a.bmp', /ends in '\.bmp'/],
        ['png', 'a.jpg', /names jpeg, and --format png/],
    ])('is refused with --format %s and -o %s', (format, path, message) => {
        expect(() => chosenFormat(format, file(path))).toThrow(message);
    });
});
describe('the name of a result', () => {
    it.each([
        ['scans/a.b.tif', 'png', 'scans/a.b_x4.png'],
        ['a.jpeg', 'jpeg', 'a_x4.jpg'],
        ['a.JPEG', 'auto', 'a_x4.JPEG'],
        ['a.gif', 'auto', 'a_x4.png'],
        ['noending', 'auto', 'noending_x4.png'],
    ])('of %s as %s is %s beside it', (path, format, output) => {
        const input = { path, file: path, below: '', found: false };
        const [item] = nameOutputs([input], { target: { kind: 'beside' }, format, suffix: '_x4' });
        expect(item?.output).toBe(output);
    });
    it('keeps the folders below the one that was named', () => {
        const input = { path: 'in/deep/a.png', file: 'in/deep/a.png', below: 'deep', found: true };
        const [item] = nameOutputs([input], {
            target: { kind: 'folder', path: 'out' },
            format: 'png',
            suffix: '',
        });
        expect(item?.output).toBe('out/deep/a.png');
    });
});
