import { ConfigError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../presets/presets';
import { optionsFromBasicSR } from './options-from-basicsr';
import { parseBasicSR } from './parse-basicsr';
/** An option file with every notation that the official ones use, and other values. */
const FILE = `
name: own_training
model_type: RealESRNetModel
scale: 2
gt_usm: False
resize_prob: [0.5, 0.25, 0.25]  # up, down, keep
resize_range: [0.5, !!float 2]
noise_range: [1, 3e+1]
jpeg_range: [40, 90]
second_blur_prob: !!float 5e-1
gray_noise_prob2: !!float 1e-1
jpeg_range2: [50, 80]
gt_size: 128
datasets:
  train:
    type: RealESRGANDataset
    blur_kernel_size: 15
    kernel_list: ['iso', 'aniso']
    kernel_prob: [0.75, 0.25]
    sinc_prob2: 0
    blur_sigma: [0.5, 2]
    final_sinc_prob: 1
    prefetch_mode: ~
train:
  optim_g: { type: Adam, lr: !!float 2e-4 }
path:
  resume_state: ~
`;
describe('parseBasicSR', () => {
    it('reads what concerns the degradation, and the rest from the preset of the scale', () => {
        const [first, second] = PRESETS.x2plus.stages;
        expect(parseBasicSR(FILE)).toEqual({
            scale: 2,
            sharpen: false,
            sharpenGt: false,
            stages: [
                {
                    ...first,
                    kernelList: ['iso', 'aniso'],
                    kernelProb: [0.75, 0.25],
                    blurSigma: [0.5, 2],
                    resizeProb: [0.5, 0.25, 0.25],
                    resizeRange: [0.5, 2],
                    noiseRange: [1, 30],
                    jpegRange: [40, 90],
                },
                { ...second, blurProb: 0.5, sincProb: 0, grayNoiseProb: 0.1 },
            ],
            final: { ...PRESETS.x2plus.final, sincProb: 1, jpegRange: [50, 80] },
            order: 'fixed',
            gtSize: 128,
        });
    });
    it.each([
        ['scale: 4\n  bad: [', /not valid YAML.*line/s],
        ['a: 1\na: 2', /not valid YAML/],
        ['just text', /it is "just text", expected the settings/],
        ['', /it is null, expected the settings/],
        ['model_type: RealESRGANModel', /scale is missing/],
        ['scale: 4', /model_type is missing/],
        [`x: &a [1]\ny: [${'*a,'.repeat(50)}]\nz: &b [${'*a,'.repeat(99)}]\nw: [${'*b,'.repeat(99)}]`, /aliases/],
        [' '.repeat(2 ** 20 + 1), /\d+ characters, expected at most 65536/],
    ])('refuses %#', (text, message) => {
        expect(() => parseBasicSR(text)).toThrow(ConfigError);
        expect(() => parseBasicSR(text)).toThrow(message);
    });
});
describe('optionsFromBasicSR', () => {
    const GAN = { model_type: 'RealESRGANModel', scale: 4 };
    it('is the preset where the file says nothing', () => {
        expect(optionsFromBasicSR(GAN)).toEqual(PRESETS['realesrgan-x4plus']);
        expect(optionsFromBasicSR({ model_type: 'RealESRNetModel', scale: 2 })).toEqual(PRESETS['realesrnet-x2plus']);
    });
    it('sharpens always for the GAN, and when asked to for the PSNR network', () => {
        const sharpening = (file) => {
            const { sharpen, sharpenGt } = optionsFromBasicSR({ ...GAN, ...file });
            return [sharpen, sharpenGt];
        };
        expect(sharpening({ gt_usm: false, l1_gt_usm: false })).toEqual([true, false]);
        expect(sharpening({ model_type: 'RealESRNetModel', gt_usm: false })).toEqual([false, false]);
        expect(sharpening({ model_type: 'RealESRNetModel', gt_usm: true })).toEqual([true, true]);
    });
    it.each([
        [{ high_order_degradation: false }, /nothing to synthesise/],
        [
            { model_type: 'ESRGANModel' },
            /model_type is "ESRGANModel", expected one of RealESRGANModel, RealESRNetModel/,
        ],
        [{ resize_prob2: [1, 1, 1] }, /option file: resize_prob2 is \[1, 1, 1\], expected three probabilities/],
        [{ jpeg_range: [30, 101] }, /jpeg_range is \[30, 101\], expected .*1\.\.100/],
        [{ gt_size: 254 }, /gt_size is 254, expected a multiple of scale, 4/],
        [{ scale: 3 }, /gt_size is 256, expected a multiple of scale, 3/],
        [
            { datasets: { train: { kernel_prob2: [1] } } },
            /datasets\.train\.kernel_prob2 is \[1\], .*kernel_list2, which has 6/,
        ],
        [{ datasets: { train: { blur_sigma: [0, 1] } } }, /datasets\.train\.blur_sigma is \[0, 1\]/],
        [{ datasets: { train: null } }, /datasets\.train is null/],
        [{ noise_range: 'many' }, /noise_range is "many"/],
    ])('refuses %j', (wrong, message) => {
        const run = () => optionsFromBasicSR({ ...GAN, ...wrong });
        expect(run).toThrow(ConfigError);
        expect(run).toThrow(message);
    });
});
