import { contrastiveStudentLoss, contrastiveTripletLoss, } from '@srkit/losses';
import { parameterGradients } from '../parameter-gradients';
import { logged, meanGradients, update, } from './step';
const pairOf = (extractor, image1, image2) => {
    const { denseFeatures1, denseFeatures2 } = extractor.forward(image1, image2);
    return { features1: denseFeatures1, features2: denseFeatures2 };
};
/** Backward and update of a contrastive loss; logs its parts. */
const contrastiveStep = (network, optimizer, parts, log, losses) => {
    const grads = meanGradients(parts, (batch) => {
        const found = parameterGradients(network.namedParameters(), () => {
            const { loss, posDist, negDist, distillLoss } = losses(batch);
            log.add('loss', loss);
            log.add('pos_dist', posDist);
            log.add('neg_dist', negDist);
            if (distillLoss)
                log.add('distill_loss', distillLoss);
            return loss;
        });
        found.value.dispose();
        return found.grads;
    });
    update(optimizer, grads);
};
/**
 * Stage 1 of C2-Matching (section 3.2): the teacher's two extractors learn to describe a sharp picture and its warped copy
 * alike, by a triplet loss. Network and optimiser stay the caller's.
 */
export class ContrastiveTeacherStep {
    #options;
    constructor(options) {
        this.#options = options;
    }
    /**
     * @returns `loss`, `pos_dist`, `neg_dist`.
     * @throws ShapeError when no sample has enough corresponding cells.
     */
    step(batch) {
        return logged((log) => this.run([batch], log));
    }
    /** The same for a batch in parts, whose gradients are averaged; what is logged stays on the device. */
    run(parts, log) {
        const { network, optimizer, ...options } = this.#options;
        contrastiveStep(network, optimizer, parts, log, ({ image, warped, positions }) => contrastiveTripletLoss(pairOf(network, image, warped), positions, options));
    }
}
/**
 * Stage 2 of C2-Matching (section 3.3): the student sees the low-resolution picture enlarged, the teacher the sharp one.
 * The triplet loss is joined by the divergence between the two correlations. Networks and optimiser stay the caller's.
 */
export class ContrastiveStudentStep {
    #options;
    constructor(options) {
        this.#options = options;
    }
    /**
     * @returns `loss`, `pos_dist`, `neg_dist`, `distill_loss` (without its weight).
     * @throws ShapeError when no sample has enough corresponding cells.
     */
    step(batch) {
        return logged((log) => this.run([batch], log));
    }
    /** The same for a batch in parts, whose gradients are averaged; what is logged stays on the device. */
    run(parts, log) {
        const { student, teacher, optimizer, ...options } = this.#options;
        contrastiveStep(student, optimizer, parts, log, ({ up, image, warped, positions }) => {
            const known = pairOf(teacher, image, warped);
            return contrastiveStudentLoss(pairOf(student, up, warped), known, positions, options);
        });
    }
}
