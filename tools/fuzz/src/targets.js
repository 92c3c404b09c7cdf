import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadStateDict, writeSafetensors } from '@srkit/checkpoints';
import { PRESETS, parseBasicSR, parseOptions, parseRecipe, sample } from '@srkit/degradation';
import { decodeImage, probeImage } from '@srkit/image';
import * as browserImage from '../../../packages/image/src/index.browser';
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAX_SEED_BYTES = 200_000;
/** Files below `folder` of those endings, small ones only. */
const files = (folder, ...endings) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => join(ROOT, folder, name))
    .filter((path) => endings.includes(extname(path)) && statSync(path).size <= MAX_SEED_BYTES)
    .map((path) => new Uint8Array(readFileSync(path)))
    .filter((bytes) => bytes.length > 0);
const text = (value) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const decoded = (input) => new TextDecoder().decode(input);
/** A document of JSON; undefined when it is none, which is not the reader's affair. */
const json = (input) => {
    try {
        return JSON.parse(decoded(input));
    }
    catch {
        return undefined;
    }
};
/** A file and its description in one input, divided by the description's length. */
const ncnnPair = (input) => {
    const end = decoded(input.subarray(0, 4096)).lastIndexOf('\n\n') + 2;
    return { param: input.slice(0, end), bin: input.slice(end) };
};
const NCNN = joinedText('7767517\n4 4\nInput data 0 1 data\nConvolution c0 1 1 data a 0=2 1=3 4=1 5=1 6=18\nPReLU p 1 1 a b 0=2\nConvolution c1 1 1 b out 0=1 1=3 4=1 5=1 6=18\n\n', 4 + 72 + 8 + 8 + 4 + 72 + 4);
function joinedText(head, zeros) {
    const bytes = text(head);
    const out = new Uint8Array(bytes.length + zeros);
    out.set(bytes);
    return out;
}
const PICTURES = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.tif', '.tiff', '.avif'];
const PICTURE_FOLDER = 'packages/image/fixtures';
const YAML = `model_type: RealESRGANModel
scale: 4
datasets:
  train:
    blur_kernel_size: 21
    kernel_list: ['iso', 'aniso', 'plateau_iso']
    kernel_prob: [0.5, 0.3, 0.2]
    blur_sigma: [0.2, !!float 3]
    gt_size: &size 256
resize_prob: [0.2, 0.7, 0.1]
resize_range: [0.15, 1.5]
gt_size: *size
`;
/** All targets. Readers of other formats are added here. */
export const TARGETS = [
    {
        name: 'checkpoints',
        seeds: async () => {
            const stored = files('packages/checkpoints/fixtures', '.pth', '.state', '.safetensors');
            const tensor = { name: 'w', dtype: 'F32', shape: [2, 3], data: new Float32Array(6) };
            return [...stored, writeSafetensors([tensor], { metadata: { format: 'pt' } })];
        },
        read: (input) => loadStateDict(input),
        milliseconds: 5000,
        megabytes: 500,
    },
    {
        name: 'ncnn',
        seeds: async () => [NCNN],
        read: (input) => loadStateDict(ncnnPair(input)),
        milliseconds: 2000,
        megabytes: 200,
    },
    {
        name: 'pictures',
        seeds: async () => files(PICTURE_FOLDER, ...PICTURES),
        read: async (input) => {
            await probeImage(input);
            return decodeImage(input, { maxPixels: 2 ** 22 });
        },
        milliseconds: 8000,
        megabytes: 600,
    },
    {
        name: 'pictures-browser',
        seeds: async () => files(PICTURE_FOLDER, ...PICTURES),
        read: async (input) => {
            await browserImage.probeImage(input);
            return browserImage.decodeImage(input, { maxPixels: 2 ** 22 });
        },
        milliseconds: 3000,
        megabytes: 200,
    },
    {
        name: 'options',
        seeds: async () => [...Object.values(PRESETS).map(text), text('['.repeat(5000) + ']'.repeat(5000))],
        read: async (input) => parseOptions(json(input)),
        milliseconds: 2000,
        megabytes: 200,
    },
    {
        name: 'recipes',
        seeds: async () => [1, 2, 3].map((seed) => text(sample(PRESETS.x4plus, seed, [400, 400, 3]))),
        read: async (input) => parseRecipe(json(input)),
        milliseconds: 2000,
        megabytes: 200,
    },
    {
        name: 'option-files',
        seeds: async () => [text(YAML)],
        read: async (input) => parseBasicSR(decoded(input)),
        milliseconds: 3000,
        megabytes: 300,
    },
];
