import { describe, expect, it } from 'vitest';
import { refused } from '../test-support/refused';
const text = (content) => new TextEncoder().encode(content);
const tar = new Uint8Array(1024);
tar.set(text('storages'));
tar.set(text('ustar  \0'), 257);
describe('files of another kind', () => {
    it.each([
        ['nothing', text(''), /E_CHECKPOINT_EMPTY: .*zero bytes/],
        ['one byte', text('P'), /begin with 50\. It is damaged/],
        ['HTML', text('<!doctype html><h1>404'), /HTML page; the download went wrong/],
        ['HTML behind white space', text(' \r\n\t<HTML>'), /HTML page/],
        ['XML', text('<?xml version="1.0"?><Error><Code>NoSuchKey</Code>'), /XML page/],
        ['JSON', text('{"message": "Not Found"}'), /JSON text/],
        ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:00'), /git lfs pull/],
        ['the tar form', tar, /tar form that PyTorch wrote before 0\.1\.10.*torch\.save\(torch\.load/],
        ['HDF5', new Uint8Array([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]), /HDF5/],
        ['GGUF', text('GGUF\u0003\0\0\0'), /GGUF/],
        ['NumPy', new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]), /NumPy array/],
        ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /picture, not a model/],
        ['gzip', new Uint8Array([0x1f, 0x8b, 8, 0]), /gunzip/],
        ['CoreML', new Uint8Array([8, 1, 0x12, 0x40, 10, 0x20, 10, 5]), /CoreML model/],
        ['an ncnn description', text('7767517\n1 1\nInput data 0 1 data\n'), /weights are in the \.bin/],
        ['ncnn weights', new Uint8Array([0x47, 0x6b, 0x30, 1, 1, 1]), /ncnn network without their description/],
        [
            'an ONNX file without a graph',
            text('\b\u0007\u0012\u0007pytorch\u001a\u00031.9'),
            /ONNX file without a graph/,
        ],
        ['an ONNX file that is cut', text('\b\u0007\u0012\u0007pytorch:\u007f'), /ONNX file without its graph/],
        ['zeros', new Uint8Array(1000), /begin with 00 00/],
    ])('%s', async (_, bytes, message) => {
        expect(await refused(bytes)).toMatch(message);
    });
});
