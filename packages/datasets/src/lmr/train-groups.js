import { seededDraws } from '../random/draws';
import { seedOf, shuffled } from './seeded-draws';
import { SIMILARITY_CLASSES } from './similarity-class';
/** A group's references by class, in the manifest's order (LMR, section 3.2). */
export const COMPOSITION = ['H', 'M', 'M', 'L', 'L'];
/** Crops of a target that are tried for one group. */
const ATTEMPTS = 24;
/** A class and, where others may fill its places, the classes from the most like it on. */
const inOrder = (wanted, fill) => {
    if (!fill)
        return [wanted];
    const at = SIMILARITY_CLASSES.indexOf(wanted);
    const distance = (name) => Math.abs(SIMILARITY_CLASSES.indexOf(name) - at);
    return [...SIMILARITY_CLASSES].sort((a, b) => distance(a) - distance(b));
};
/** One reference for each part of the composition; undefined when there is none that shows the place. */
const referencesOf = ({ images }, place, order, fill) => {
    const centres = new Map();
    const shows = (candidate) => {
        if (!centres.has(candidate))
            centres.set(candidate, place.centreIn(candidate.image));
        return centres.get(candidate) !== undefined;
    };
    const taken = new Set();
    for (const wanted of COMPOSITION) {
        for (const name of inOrder(wanted, fill)) {
            const next = order.find((each) => each.class === name && !taken.has(each) && shows(each));
            if (!next)
                continue;
            taken.add(next);
            break;
        }
    }
    if (taken.size < COMPOSITION.length)
        return undefined;
    return [...taken].map((candidate) => {
        const { image, class: name, overlap, scaleRatio } = candidate;
        return {
            photo: images[image].name,
            centre: centres.get(candidate),
            class: name,
            overlap,
            scaleRatio,
        };
    });
};
/** Training groups of one photo. Each is drawn from a seed of its own. */
export const trainGroupsOf = (scene, geometry, target, candidates, { seed: base, patch, groupsPerPhoto, fill }) => {
    const { name, camera } = geometry.images[target];
    const { width, height } = camera;
    const half = patch / 2;
    if (candidates.length < COMPOSITION.length || width < patch || height < patch)
        return [];
    const groups = [];
    for (let k = 0; k < groupsPerPhoto; k++) {
        const seed = seedOf(base, 'train', scene, name, k);
        const draws = seededDraws(seed);
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
            const centre = [draws.integer(half, width - half), draws.integer(half, height - half)];
            const place = geometry.placeAt(target, centre, patch);
            const references = place && referencesOf(geometry, place, shuffled(draws, candidates), fill);
            if (!references)
                continue;
            groups.push({
                set: 'train',
                id: `${scene}/${name}/${k}`,
                scene,
                seed,
                patch,
                target: { photo: name, centre },
                ...(place.point !== undefined && { point: place.point }),
                references,
            });
            break;
        }
    }
    return groups;
};
