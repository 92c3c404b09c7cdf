import { similarityClass } from './similarity-class';
/** Which photos may be references of a target, and which are it once more. */
export const candidatesOf = async (geometry, photos, target, { minOverlap, minScaleRatio }) => {
    const candidates = [];
    const duplicates = [];
    for (const relation of geometry.relations(target)) {
        const { image, overlap, scaleRatio } = relation;
        if (!(overlap >= minOverlap && scaleRatio >= minScaleRatio))
            continue;
        if (await photos.areDuplicates(target, image))
            duplicates.push(image);
        else
            candidates.push({ ...relation, class: similarityClass(overlap, scaleRatio) });
    }
    return { candidates, duplicates };
};
