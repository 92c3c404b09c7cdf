import { candidatesOf } from './candidate-references';
import { groupStatistics, PairCounter } from './scene-statistics';
import { drawTestGroups } from './test-groups';
import { trainGroupsOf } from './train-groups';
/** Photos of the smallest test group and of one of training. */
const [TEST_PHOTOS, TRAIN_PHOTOS] = [3, 6];
/** Photos for testing: a share of them, at least a group where enough are left to train on. */
const testQuota = (photos, share) => share === 0 || (share < 1 && photos < TEST_PHOTOS + TRAIN_PHOTOS)
    ? 0
    : Math.max(TEST_PHOTOS, Math.floor(share * photos));
/** The groups of a scene, test groups first: photos that they show, and near duplicates of those, are not trained on. */
export const drawGroups = async (scene, geometry, photos, options, { signal, onTarget }) => {
    const { images } = geometry;
    const { excluded } = photos;
    const of = (target) => candidatesOf(geometry, photos, target, options);
    const quota = testQuota(images.length - excluded.size, options.testShare);
    const test = await drawTestGroups(scene, images, quota, async (target) => (excluded.has(target) ? [] : (await of(target)).candidates), options);
    const notForTraining = new Set([...excluded, ...test.used]);
    for (const image of test.used) {
        for (const duplicate of (await of(image)).duplicates)
            notForTraining.add(duplicate);
    }
    const counter = new PairCounter();
    const groups = [...test.groups];
    let targetsWithoutGroup = 0;
    for (let target = 0; target < images.length; target++) {
        signal?.throwIfAborted();
        if (!excluded.has(target)) {
            const { candidates, duplicates } = await of(target);
            for (const { class: name, overlap, scaleRatio } of candidates)
                counter.add(name, overlap, scaleRatio);
            counter.duplicates += duplicates.length;
            if (!notForTraining.has(target)) {
                const free = candidates.filter(({ image }) => !notForTraining.has(image));
                const own = trainGroupsOf(scene, geometry, target, free, options);
                if (own.length === 0)
                    targetsWithoutGroup++;
                groups.push(...own);
            }
        }
        onTarget?.(target);
    }
    return {
        groups,
        statistics: {
            duplicates: counter.duplicates,
            ...counter.totals,
            ...groupStatistics(groups),
            targetsWithoutGroup,
        },
    };
};
