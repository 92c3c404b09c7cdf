import { ConfigError } from '@srkit/core';
import { invalid } from '../check/invalid';
import { parseOptions } from '../check/parse-options';
import { parseWith } from '../check/parse-with';
import { PRESETS } from '../presets/presets';
import { basicsrSchema } from './basicsr-schema';
export const BASICSR = { name: 'option file', code: 'E_CONFIG_BASICSR' };
const firstStage = (file) => {
    const train = file.datasets?.train;
    return {
        kernelList: train?.kernel_list,
        kernelProb: train?.kernel_prob,
        sincProb: train?.sinc_prob,
        blurSigma: train?.blur_sigma,
        betagRange: train?.betag_range,
        betapRange: train?.betap_range,
        resizeProb: file.resize_prob,
        resizeRange: file.resize_range,
        gaussianNoiseProb: file.gaussian_noise_prob,
        noiseRange: file.noise_range,
        poissonScaleRange: file.poisson_scale_range,
        grayNoiseProb: file.gray_noise_prob,
        jpegRange: file.jpeg_range,
    };
};
const secondStage = (file) => {
    const train = file.datasets?.train;
    return {
        blurProb: file.second_blur_prob,
        kernelList: train?.kernel_list2,
        kernelProb: train?.kernel_prob2,
        sincProb: train?.sinc_prob2,
        blurSigma: train?.blur_sigma2,
        betagRange: train?.betag_range2,
        betapRange: train?.betap_range2,
        resizeProb: file.resize_prob2,
        resizeRange: file.resize_range2,
        gaussianNoiseProb: file.gaussian_noise_prob2,
        noiseRange: file.noise_range2,
        poissonScaleRange: file.poisson_scale_range2,
        grayNoiseProb: file.gray_noise_prob2,
    };
};
const laidOver = (preset, said, suffix) => {
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
    const stage = { ...preset, ...given };
    if (stage.kernelList.length !== stage.kernelProb.length) {
        throw invalid(BASICSR, `datasets.train.kernel_prob${suffix}`, stage.kernelProb, `one probability per entry of kernel_list${suffix}, which has ${stage.kernelList.length}`);
    }
    return stage;
};
/**
 * The degradation that an official Real-ESRGAN option file describes, once it is read as YAML.
 *
 * Keys that are missing have the values of the released options of that scale; keys that do not concern the
 * degradation are ignored. `RealESRGANModel` always sharpens the ground truth that LQ is made from; `RealESRNetModel`
 * sharpens it, and that of the pair with it, when `gt_usm` says.
 *
 * @throws ConfigError `E_CONFIG_BASICSR` naming the key, its value and what is expected, or that the file trains on
 *   finished pairs (`high_order_degradation: false`).
 */
export const optionsFromBasicSR = (document) => {
    const file = parseWith(BASICSR, basicsrSchema, document);
    if (file.high_order_degradation === false) {
        throw new ConfigError(BASICSR.code, `${BASICSR.name}: high_order_degradation is false, so there is nothing to synthesise: this file trains on pairs of pictures that exist. Remove the key to degrade with its other values.`);
    }
    const preset = file.scale === 2 ? PRESETS.x2plus : PRESETS.x4plus;
    const gtSize = file.gt_size ?? preset.gtSize;
    if (gtSize !== null && gtSize % file.scale !== 0) {
        throw invalid(BASICSR, 'gt_size', gtSize, `a multiple of scale, ${file.scale}`);
    }
    const [first, second] = preset.stages;
    const gan = file.model_type === 'RealESRGANModel';
    const gtUsm = file.gt_usm ?? preset.sharpen;
    return parseOptions({
        scale: file.scale,
        sharpen: gan || gtUsm,
        sharpenGt: !gan && gtUsm,
        stages: [laidOver(first, firstStage(file), ''), laidOver(second, secondStage(file), '2')],
        final: {
            ...preset.final,
            sincProb: file.datasets?.train?.final_sinc_prob ?? preset.final.sincProb,
            jpegRange: file.jpeg_range2 ?? preset.final.jpegRange,
        },
        order: preset.order,
        gtSize,
    });
};
