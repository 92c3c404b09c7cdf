import { describe, expect, it } from 'vitest';
import { refused } from '../test-support/refused';

const text = (content: string) => new TextEncoder().encode(content);
const tar = new Uint8Array(1024);
tar.set(text('storages'));
tar.set(text('ustar  \0'), 257);

describe('files of another kind', () => {
  it.each<[string, Uint8Array, RegExp]>([
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
    [
      'a picture',
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
      /begin with 89 50 4e 47 0d 0a 1a 0a/,
    ],
    ['zeros', new Uint8Array(1000), /begin with 00 00/],
  ])('%s', async (_, bytes, message) => {
    expect(await refused(bytes)).toMatch(message);
  });
});
