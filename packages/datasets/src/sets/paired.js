import { cropRaster, DatasetError } from '@srkit/core';
import { datasetOf } from '../dataset';
import { augmented, drawAugmentation, NO_AUGMENTATION } from '../pictures/augment';
import { seededDraws } from '../random/draws';
import { readPairs } from '../stores/lists';
import { isPictureName, readPicture } from '../stores/read-picture';
import { missing } from '../stores/store';
import { listPictures } from './list-pictures';
const stem = (name) => name.replace(/\.[^./]*$/, '');
/** The LQ files that belong to ground truths, found by name: the same ending, or another if there is but one. */
const lqNamesOf = async (store, gtNames, tmpl) => {
    const names = new Set(await store.names());
    const byStem = new Map();
    for (const name of names)
        if (isPictureName(name))
            byStem.set(stem(name), name);
    return gtNames.map((gt) => {
        const folder = gt.slice(0, gt.lastIndexOf('/') + 1);
        const wanted = folder + tmpl.replace('{}', stem(gt.slice(folder.length)));
        const same = wanted + gt.slice(stem(gt).length);
        const found = names.has(same) ? same : (byStem.get(wanted) ?? (names.has(wanted) ? wanted : undefined));
        if (found === undefined)
            throw missing(same, store.label);
        return found;
    });
};
/**
 * BasicSR's paired random crop and augmentation, of a pair that belongs together.
 *
 * @throws DatasetError `E_DATASET_SIZE` when the ground truth is not `scale` times LQ, or smaller than the crop.
 */
export const pairedPatch = (pair, draws, { scale, gtSize, ...flips }, name) => {
    const { gt, lq } = pair;
    if (gt.height !== lq.height * scale || gt.width !== lq.width * scale) {
        throw new DatasetError('E_DATASET_SIZE', `'${name}': the ground truth is ${gt.width}x${gt.height} and LQ ${lq.width}x${lq.height}, expected a scale of ${scale}.`);
    }
    if (gtSize === null)
        return { gt, lq, crop: null, augmentation: NO_AUGMENTATION };
    const side = Math.floor(gtSize / scale);
    if (lq.height < side || lq.width < side) {
        throw new DatasetError('E_DATASET_SIZE', `'${name}': the ground truth is ${gt.width}x${gt.height}, smaller than the crop of ${gtSize}. Choose a smaller gtSize, or leave the picture out.`);
    }
    const top = draws.integer(0, lq.height - side);
    const left = draws.integer(0, lq.width - side);
    const crop = {
        top: top * scale,
        left: left * scale,
        height: side * scale,
        width: side * scale,
    };
    const augmentation = drawAugmentation(draws, flips);
    return {
        gt: augmented(cropRaster(gt, crop), augmentation),
        lq: augmented(cropRaster(lq, { top, left, height: side, width: side }), augmentation),
        crop,
        augmentation,
    };
};
/** Pairs that exist as files (`RealESRGANPairedDataset`, BasicSR's `PairedImageDataset`). */
export const openPaired = async (stores, { metaInfo, filenameTmpl, limit }, options) => {
    const { gt, lq } = stores;
    let pairs;
    if (metaInfo === undefined) {
        const gtNames = await listPictures(gt, { limit });
        const lqNames = await lqNamesOf(lq, gtNames, filenameTmpl);
        pairs = gtNames.map((name, i) => [name, lqNames[i]]);
    }
    else {
        pairs = (await readPairs(gt, metaInfo, ', ')).slice(0, limit);
    }
    const items = pairs.map(([name, lqName]) => ({ name, lqName }));
    return datasetOf(items, async ({ name, lqName }, { seed }, signal) => {
        const [gtPicture, lqPicture] = await Promise.all([
            readPicture(gt, name, signal),
            readPicture(lq, lqName, signal),
        ]);
        const patch = pairedPatch({ gt: gtPicture, lq: lqPicture }, seededDraws(seed), options, name);
        return { name, seed, ...patch };
    }, async () => {
        await gt.close();
        if (lq !== gt)
            await lq.close();
    });
};
