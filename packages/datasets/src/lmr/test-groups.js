import { seededDraws } from '../random/draws';
import { seedOf, shuffled } from './seeded-draws';
import { SIMILARITY_CLASSES } from './similarity-class';
/** References of a test group. */
const [FEWEST, MOST] = [2, 6];
/** Sides of a test picture in pixels. */
export const TEST_SIDES = { least: 800, most: 1600 };
/** Size at which a photo is in the test set: as it is, or so that its longer side is 1600. undefined for one too small. */
export const testSize = (width, height) => {
    const scale = Math.min(1, TEST_SIDES.most / Math.max(width, height));
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    return Math.min(size.width, size.height) >= TEST_SIDES.least ? size : undefined;
};
/** References of all classes, one of each in turn from the most similar on, so that a group is as mixed as the scene. */
const mixed = (order, count) => {
    const lanes = SIMILARITY_CLASSES.map((name) => order.filter((each) => each.class === name));
    const found = [];
    while (found.length < count && lanes.some((lane) => lane.length > 0)) {
        for (const lane of lanes) {
            const next = lane.shift();
            if (next && found.length < count)
                found.push(next);
        }
    }
    return found;
};
/**
 * Test groups of a scene, until they have taken its share of photos. Each photo is in one group at most.
 *
 * @param quota photos to be taken.
 * @param candidatesOf references of a target.
 */
export const drawTestGroups = async (scene, images, quota, candidatesOf, { seed: base }) => {
    const used = new Set();
    const groups = [];
    const isFree = (image) => {
        const { width, height } = images[image].camera;
        return !used.has(image) && testSize(width, height) !== undefined;
    };
    const order = shuffled(seededDraws(seedOf(base, 'test', scene)), [...images.keys()]);
    for (const target of order) {
        if (quota - used.size < FEWEST + 1)
            break;
        if (!isFree(target))
            continue;
        const { name } = images[target];
        const seed = seedOf(base, 'test', scene, name);
        const draws = seededDraws(seed);
        const count = Math.min(draws.integer(FEWEST, MOST), quota - used.size - 1);
        const free = (await candidatesOf(target)).filter(({ image }) => isFree(image));
        const references = mixed(shuffled(draws, free), count);
        if (references.length < FEWEST)
            continue;
        for (const image of [target, ...references.map((each) => each.image)])
            used.add(image);
        groups.push({
            set: 'test',
            id: `${scene}/${name}`,
            scene,
            seed,
            target: { photo: name },
            references: references.map(({ image, ...relation }) => ({
                photo: images[image].name,
                ...relation,
            })),
        });
    }
    return { groups, used };
};
