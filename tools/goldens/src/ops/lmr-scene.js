import { DUPLICATE_PSNR, keypointNear, keypointOfPoint, PhotoRelations, photoPsnr, readColmap, readPhoto, similarityClass, THRESHOLDS, } from '@srkit/datasets/lmr';
import { compare } from '../compare';
import { expectEqual } from '../run-op';
/** The case's numbers for classes. */
const CODES = { L: 1, M: 2, H: 3 };
const DUPLICATE = 4;
/** What the case has in place of an infinite PSNR. */
const IDENTICAL = 1e9;
const KINDS = {
    directional: ['rs_directional', 'classes_rs_directional'],
    inverse: ['rs_inverse', 'classes_rs_inverse'],
    median: ['rs_directional_median', 'classes_rs_directional_median'],
};
const matrix = (n, at) => Array.from({ length: n * n }, (_, k) => at(Math.floor(k / n), k % n));
/** Everything that the case stores, from one form of the reconstruction. */
const outputsOf = (model, leftOut, psnr, size) => {
    const n = model.images.length;
    const relations = new PhotoRelations(model, leftOut);
    const rows = model.images.map((_, i) => relations.row(i));
    const outputs = {
        n_points3D: model.images.map(({ points }) => points.length),
        overlap_matrix: matrix(n, (i, j) => rows[i].overlap[j]),
        scale_ratio_matrix: matrix(n, (i, j) => rows[i].scaleRatio[j]),
        // D2-Net gives photos that are left out an axis of zeros, which is at right angles to all.
        angles_deg: matrix(n, (i, j) => (leftOut.has(i) || leftOut.has(j) ? 90 : relations.viewAngle(i, j))),
        psnr: [...psnr],
    };
    for (const [kind, [ratioName, className]] of Object.entries(KINDS)) {
        const ratios = matrix(n, (i, j) => relations.ratio(kind, rows[i], i, j));
        outputs[ratioName] = ratios;
        outputs[className] = matrix(n, (i, j) => {
            const ratio = ratios[i * n + j];
            if (ratio < 0)
                return 0;
            if (psnr[i * n + j] > DUPLICATE_PSNR)
                return DUPLICATE;
            return CODES[similarityClass(rows[i].overlap[j], ratio)];
        });
    }
    return {
        outputs,
        patch(target, centre, reference) {
            const near = keypointNear(model, model.images[target], centre);
            const { point, centre: found } = keypointOfPoint(model, model.images[reference], near.point, size);
            const id = (index) => model.pointIds[index];
            return [target, ...centre, id(near.point), reference, id(point), ...found];
        },
    };
};
const psnrOf = async (golden, names) => {
    const photos = await Promise.all(names.map((name) => readPhoto(golden.path(`images/${name}`))));
    return matrix(names.length, (i, j) => i === j ? -1 : Math.min(IDENTICAL, photoPsnr(photos[i], photos[j])));
};
/** `lmr_scene`: D2-Net's overlap and scale for a scene, LMR's classes and matched patches, from both of COLMAP's forms. */
export const lmrSceneOp = async ({ golden }) => {
    const params = golden.file.params;
    golden.describedBy('params.class_codes', 'params.patch_match_columns');
    golden.describedBy(...Object.keys(params.no_depth).map((name) => `params.no_depth.${name}`));
    const { H, M, psnr_duplicate_above_db } = params.thresholds;
    const thresholds = [[...H], [...M], psnr_duplicate_above_db];
    const ours = [...Object.values(THRESHOLDS).map(Object.values), DUPLICATE_PSNR];
    const results = [expectEqual('thresholds', ours, thresholds)];
    const psnr = await psnrOf(golden, params.image_names);
    for (const form of ['bin', 'txt']) {
        const folder = golden.path(`sparse-${form}/cameras.${form}`).replace(/\/[^/]*$/, '');
        for (const part of ['images', 'points3D'])
            golden.path(`sparse-${form}/${part}.${form}`);
        const model = await readColmap(folder);
        const names = model.images.map(({ name }) => name);
        results.push(expectEqual('image_names', names, [...params.image_names]));
        const ids = model.images.map(({ id }) => id);
        results.push(expectEqual('image_ids', ids, [...params.image_ids]));
        const leftOut = new Set(names.flatMap((name, i) => (name in params.no_depth ? [i] : [])));
        const { outputs, patch } = outputsOf(model, leftOut, psnr, params.patch_size);
        const expected = golden.tensor('patch_matches');
        outputs['patch_matches'] = Array.from({ length: expected.shape[0] }, (_, k) => {
            const [target, x, y, , reference] = Array.from(expected.values).slice(8 * k);
            return patch(target, [x, y], reference);
        }).flat();
        for (const [name, values] of Object.entries(outputs)) {
            const { shape } = golden.tensor(name);
            results.push(compare(name, { shape, values }, golden.tensor(name), golden.file.tolerance));
        }
    }
    return results;
};
