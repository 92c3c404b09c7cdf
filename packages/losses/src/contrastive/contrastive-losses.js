import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { addMany } from '@srkit/ops';
import { add, div, mul, tidy } from '@tensorflow/tfjs-core';
import { checkPicture, checkSameShape } from '../shared/check-same-shape';
import { checkPositions, correspondences } from './correspondences';
import { distillation } from './distillation';
import { matchedDescriptors, tripletTerms } from './triplet-terms';
/** Fewer corresponding cells than this, and a sample is skipped. */
const FEWEST_MATCHES = 128;
const TRIPLET_OPTIONS = ['margin', 'safeRadius'];
const usableSamples = (owner, pair, positions) => {
    const { features1, features2 } = pair;
    checkPicture(owner, 'features1', features1);
    checkSameShape(owner, ['features1', features1], ['features2', features2]);
    checkPositions(owner, positions, features1.shape);
    const matches = Array.from({ length: features1.shape[0] }, (_, i) => correspondences(positions, i));
    const usable = [...matches.entries()].filter(([, { first }]) => first.length >= FEWEST_MATCHES);
    if (usable.length > 0)
        return usable;
    throw new ShapeError('E_SHAPE_CORRESPONDENCES', `${owner}: no sample has ${FEWEST_MATCHES} corresponding cells (they have ${matches.map(({ first }) => first.length).join(', ')}). Use larger pictures or a weaker warp.`);
};
const average = (scalars) => div(addMany(scalars), scalars.length);
const tripletAverages = (pair, usable, { margin = 1, safeRadius = 4 }) => {
    const { features1, features2 } = pair;
    const descriptors = usable.map(([sample, matches]) => matchedDescriptors(features1, features2, sample, matches));
    const terms = descriptors.map((found, i) => tripletTerms(found, usable[i][1], features1.shape[2], { margin, safeRadius }));
    return {
        descriptors,
        loss: average(terms.map(({ loss }) => loss)),
        posDist: average(terms.map(({ posDist }) => posDist)),
        negDist: average(terms.map(({ negDist }) => negDist)),
    };
};
/**
 * Triplet margin loss with the hardest negative by which C2-Matching trains its teacher (Jiang et al. 2021, section 3.1;
 * after D2-Net): at every position of image 1 whose content lies in image 2, `max(0, margin + positive - negative)`, with
 * the squared distance of the unit descriptors that correspond and of the most similar ones that do not, in image 2 among
 * the corresponding positions, in image 1 anywhere. Samples with fewer than 128 correspondences are skipped.
 *
 * @param pair Dense features; conv3_1 of the contrastive extractor.
 * @param positions Where the cells of image 1 lie in image 2, `[n, h, w, 2]`.
 * @throws ShapeError when shapes do not fit, or `E_SHAPE_CORRESPONDENCES` when every sample is skipped.
 */
export const contrastiveTripletLoss = (pair, positions, options = {}) => {
    refuseUnknownKeys('contrastiveTripletLoss', options, TRIPLET_OPTIONS);
    const usable = usableSamples('contrastiveTripletLoss', pair, positions);
    return tidy(() => {
        const { loss, posDist, negDist } = tripletAverages(pair, usable, options);
        return { loss, posDist, negDist };
    });
};
/**
 * Loss of C2-Matching's student (Jiang et al. 2021, section 3.2): the triplet loss on its own features, plus the
 * Kullback-Leibler divergence of its correlations from the teacher's, each a softmax over the positions of image 2 that
 * correspond. Gradients come back to the student alone.
 *
 * @param student Features of the enlarged low-resolution image and of the warped high-resolution one.
 * @param teacher Features of the high-resolution image and of its warped copy, the same shapes but for the channels.
 * @param positions Where the cells of image 1 lie in image 2, `[n, h, w, 2]`.
 * @throws ShapeError when shapes do not fit or every sample is skipped; ConfigError for a temperature of 0 or less.
 */
export const contrastiveStudentLoss = (student, teacher, positions, given = {}) => {
    const owner = 'contrastiveStudentLoss';
    refuseUnknownKeys(owner, given, [...TRIPLET_OPTIONS, 'distillWeight', 'temperature']);
    const { distillWeight = 15, temperature = 0.15, ...options } = given;
    if (!(temperature > 0)) {
        throw new ConfigError('E_CONFIG_RANGE', `${owner}: temperature is ${temperature}, expected a number above 0.`);
    }
    const usable = usableSamples(owner, student, positions);
    checkPositions(`${owner} (teacher)`, positions, teacher.features1.shape);
    checkSameShape(owner, ["the teacher's features1", teacher.features1], ["the teacher's features2", teacher.features2]);
    return tidy(() => {
        const { descriptors, loss, posDist, negDist } = tripletAverages(student, usable, options);
        const divergences = descriptors.map((mine, i) => {
            const [sample, matches] = usable[i];
            const theirs = matchedDescriptors(teacher.features1, teacher.features2, sample, matches);
            return distillation(mine, theirs, temperature);
        });
        const distillLoss = average(divergences);
        const total = add(loss, mul(distillLoss, distillWeight));
        return { loss: total, posDist, negDist, distillLoss };
    });
};
