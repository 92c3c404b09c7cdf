import { existsSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { dict, pickle, tensor } from '../../test-support/pickle-builder';
import { comparable } from '../../test-support/raw';
import { refused } from '../../test-support/refused';
import { floats, torchZip } from '../../test-support/torch-builder';
import { buildZip, utf8 } from '../../test-support/zip-builder';
import { loadStateDict, MAX_DEFLATED_ENTRIES } from '../index';
const folder = (name) => ({ name, data: new Uint8Array(0) });
const files = (change = {}) => [
    folder('archive/'),
    { name: 'archive/data.pkl', data: pickle(dict({ w: tensor() })), deflate: true },
    folder('archive/data/'),
    { name: 'archive/data/0', data: floats(6), deflate: true, ...change },
    { name: 'archive/version', data: utf8('3\n'), deflate: true },
];
const setBoth = (at, value) => ({
    forgeLocal: (view) => view.setUint32(at, value, true),
    forgeCentral: (view) => view.setUint32(at + 2, value, true),
});
describe('a checkpoint that was zipped again', () => {
    it('is read, folders and compressed entries included', async () => {
        const plain = await loadStateDict(torchZip(dict({ w: tensor() })));
        expect(comparable(await loadStateDict(buildZip(files())))).toEqual(comparable(plain));
    });
    it.each([
        [
            'inflates to more than it claims',
            files({ data: floats(7), ...setBoth(22, 24) }),
            /E_CHECKPOINT_CHECKSUM: .*does not unpack/,
        ],
        [
            'inflates to less than it claims',
            files({ data: floats(5), ...setBoth(22, 24) }),
            /E_CHECKPOINT_CHECKSUM/,
        ],
        ['has another checksum', files(setBoth(14, 7)), /E_CHECKPOINT_CHECKSUM: .*CRC-32/],
        [
            'is compressed by another way',
            files({
                forgeLocal: (view) => view.setUint16(8, 12, true),
                forgeCentral: (view) => view.setUint16(10, 12, true),
            }),
            /E_CHECKPOINT_UNSUPPORTED: .*another way than deflate/,
        ],
        ['claims a storage of another size', files({ data: floats(7) }), /E_CHECKPOINT_STORAGE/],
        [
            'is a bomb',
            [...files(), { name: 'archive/data/1', data: new Uint8Array(20_000_000), deflate: true }],
            /E_CHECKPOINT_TOO_LARGE: .*compressed entries claim/,
        ],
        [
            'has too many compressed entries',
            [
                ...files(),
                ...Array.from({ length: MAX_DEFLATED_ENTRIES }, (_, i) => ({
                    name: `archive/data/n${i}`,
                    data: new Uint8Array(0),
                    deflate: true,
                })),
            ],
            /E_CHECKPOINT_TOO_LARGE/,
        ],
    ])('is refused when it %s', async (_, entries, message) => {
        expect(await refused(buildZip(entries))).toMatch(message);
    });
    it('may have one of the three sizes in its header before its data, as the zip of macOS does', async () => {
        const data = floats(6);
        const packed = deflateRawSync(data).length;
        const words = Uint32Array.of(0x08074b50, crc32(data), packed, data.length);
        const file = buildZip(files({
            descriptor: new Uint8Array(words.buffer),
            forgeLocal: (view) => {
                view.setUint16(6, 8, true);
                view.setUint32(14, 0, true);
                view.setUint32(18, 0, true);
            },
            forgeCentral: (view) => view.setUint16(8, 8, true),
        }));
        expect((await loadStateDict(file)).size).toBe(1);
    });
    it('is not a zip with a model inside', async () => {
        const file = buildZip([{ name: 'RealESRGAN_x4plus.pth', data: floats(6) }]);
        expect(await refused(file)).toMatch(/E_CHECKPOINT_FORMAT: .*has a model inside \("RealESRGAN_x4plus.pth"\)/);
    });
});
const RELEASED = new URL('../../../../../shared/data/weights/released/', import.meta.url);
describe.skipIf(!existsSync(RELEASED))('realesr-animevideov3.pth as it was found', () => {
    it('has the tensors of the file as it was saved', async () => {
        const read = (name) => loadStateDict(new Uint8Array(readFileSync(new URL(name, RELEASED))));
        const [deflated, plain] = [
            await read('realesr-animevideov3.deflated.pth'),
            await read('realesr-animevideov3.pth'),
        ];
        expect(comparable(deflated)).toEqual(comparable(plain));
    });
});
