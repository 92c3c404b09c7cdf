import { parseArgs } from 'node:util';
import { decodeImage } from '@srkit/image';
import { loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { userPath } from '../shared/folders';
import { modelSource } from '../shared/load-model-state';
import { table } from '../shared/table';
import { UsageError } from '../shared/usage-error';
import { useWasm } from '../shared/use-wasm';
import { enlargeBicubic } from './enlarge-bicubic';
import { listPairs } from './list-pairs';
import { psnrY } from './psnr-y';
/** What `--dataset NAME=DIR` says, each time that it is given. */
export const parseDatasets = (given) => given.map((text) => {
    const [, name, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (!name || !folder)
        throw new UsageError(`--dataset is '${text}', expected NAME=DIR.`);
    return { name, folder: userPath(folder) };
});
const score = async (upscaler, scale, { name, hr, lr }) => {
    const [original, reduced] = [await decodeImage(hr), await decodeImage(lr)];
    const { image } = await upscaler.upscale(reduced);
    // The customary crop: as many pixels as the scale.
    const border = scale;
    return {
        name,
        bicubic: psnrY(original, enlargeBicubic(reduced, scale), border),
        model: psnrY(original, image, border),
    };
};
const meanOf = (name, scores) => {
    const mean = (pick) => scores.reduce((sum, s) => sum + pick(s), 0) / scores.length;
    return { name, bicubic: mean((s) => s.bicubic), model: mean((s) => s.model) };
};
const row = ({ name, bicubic, model }) => [
    name,
    bicubic.toFixed(2),
    model.toFixed(2),
    `${model >= bicubic ? '+' : ''}${(model - bicubic).toFixed(2)}`,
];
/** The means over each data set; every picture is printed as it comes. */
export const measureQuality = async (datasets, file) => {
    const { name: modelName, source } = modelSource(file);
    await useWasm();
    const model = await loadModel(source);
    const { scale } = model.network;
    const upscaler = new Upscaler(model);
    console.log(`${modelName}, x${scale}: PSNR in dB on Y, ${scale} pixels cropped at each border`);
    const means = [];
    for (const { name, folder } of datasets) {
        const scores = [];
        for (const pair of await listPairs(folder)) {
            scores.push(await score(upscaler, scale, pair));
            console.error(`  ${name} ${pair.name}`);
        }
        means.push(meanOf(name, scores));
        console.log(`\n${table([name, 'bicubic', 'model', 'gain'], scores.map(row))}`);
    }
    model.dispose();
    return means;
};
/** `npm run bench -- quality`. */
export const benchQuality = async (args) => {
    const { values } = parseArgs({
        args,
        options: { dataset: { type: 'string', multiple: true, default: [] }, model: { type: 'string' } },
    });
    const datasets = parseDatasets(values.dataset);
    if (datasets.length === 0)
        throw new UsageError('Give at least one --dataset NAME=DIR.');
    const means = await measureQuality(datasets, values.model);
    console.log(`\n${table(['mean', 'bicubic', 'model', 'gain'], means.map(row))}`);
    return 0;
};
