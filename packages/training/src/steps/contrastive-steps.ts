import {
  type CellPositions,
  contrastiveStudentLoss,
  contrastiveTripletLoss,
  type FeaturePair,
  type StudentLossOptions,
  type TripletLosses,
  type TripletLossOptions,
} from '@srkit/losses';
import { tidyRecord } from '@srkit/nn';
import { dispose, type Scalar, type Tensor4D } from '@tensorflow/tfjs-core';
import type { NamedGradients } from '../named-parameters';
import {
  type LossLog,
  type LossValues,
  logged,
  lossGradients,
  meanGradients,
  type Optimizer,
  type Trainable,
  update,
} from './step';

/** `ContrasExtractorSep` of `@srkit/models`: features at a quarter of the pictures' sides. */
export interface Extractor {
  forward(
    image1: Tensor4D,
    image2: Tensor4D,
  ): { readonly denseFeatures1: Tensor4D; readonly denseFeatures2: Tensor4D };
}

/** A picture and its copy under a random homography (C2-Matching, section 3.2). */
export interface WarpedBatch {
  /** `[n, h, w, 3]`, RGB in 0..1. */
  readonly image: Tensor4D;
  /** As `image`. */
  readonly warped: Tensor4D;
  /** Where the homography takes the pixels of `image` in `warped`, at every fourth row and column. */
  readonly positions: CellPositions;
}

/** A warped batch and the low-resolution picture enlarged bicubically to the size of `image`, `[n, h, w, 3]`. */
export interface EnlargedWarpedBatch extends WarpedBatch {
  readonly up: Tensor4D;
}

const pairOf = (extractor: Extractor, image1: Tensor4D, image2: Tensor4D): FeaturePair => {
  const { denseFeatures1, denseFeatures2 } = extractor.forward(image1, image2);
  return { features1: denseFeatures1, features2: denseFeatures2 };
};

/** Gradients of a contrastive loss; logs its parts. */
const contrastiveGradients = (
  network: Trainable,
  log: LossLog,
  losses: () => TripletLosses & { readonly distillLoss?: Scalar },
): NamedGradients =>
  lossGradients(network.namedParameters(), log, () => {
    const { loss, posDist, negDist, distillLoss } = losses();
    log.add('loss', loss);
    log.add('pos_dist', posDist);
    log.add('neg_dist', negDist);
    if (distillLoss) log.add('distill_loss', distillLoss);
    return loss;
  });

export interface ContrastiveTeacherStepOptions extends TripletLossOptions {
  readonly network: Trainable & Extractor;
  readonly optimizer: Optimizer;
}

/**
 * Stage 1 of C2-Matching (section 3.2): the teacher's two extractors learn to describe a sharp picture and its warped copy
 * alike, by a triplet loss. Network and optimiser stay the caller's.
 */
export class ContrastiveTeacherStep {
  readonly #options: ContrastiveTeacherStepOptions;

  constructor(options: ContrastiveTeacherStepOptions) {
    this.#options = options;
  }

  /**
   * @returns `loss`, `pos_dist`, `neg_dist`.
   * @throws ShapeError when no sample has enough corresponding cells.
   */
  step(batch: WarpedBatch): Promise<LossValues> {
    return logged((log) => this.run([batch], log));
  }

  /** The same for a batch in parts, whose gradients are averaged; what is logged stays on the device. */
  run(parts: readonly WarpedBatch[], log: LossLog): void {
    const { network, optimizer, ...options } = this.#options;
    const grads = meanGradients(parts, ({ image, warped, positions }) =>
      contrastiveGradients(network, log, () =>
        contrastiveTripletLoss(pairOf(network, image, warped), positions, options),
      ),
    );
    update(optimizer, grads, log);
  }
}

export interface ContrastiveStudentStepOptions extends StudentLossOptions {
  readonly student: Trainable & Extractor;
  /** Sees the sharp picture, and is not changed. */
  readonly teacher: Extractor;
  readonly optimizer: Optimizer;
}

/**
 * Stage 2 of C2-Matching (section 3.3): the student sees the low-resolution picture enlarged, the teacher the sharp one.
 * The triplet loss is joined by the divergence between the two correlations. Networks and optimiser stay the caller's.
 */
export class ContrastiveStudentStep {
  readonly #options: ContrastiveStudentStepOptions;

  constructor(options: ContrastiveStudentStepOptions) {
    this.#options = options;
  }

  /**
   * @returns `loss`, `pos_dist`, `neg_dist`, `distill_loss` (without its weight).
   * @throws ShapeError when no sample has enough corresponding cells.
   */
  step(batch: EnlargedWarpedBatch): Promise<LossValues> {
    return logged((log) => this.run([batch], log));
  }

  /** The same for a batch in parts, whose gradients are averaged; what is logged stays on the device. */
  run(parts: readonly EnlargedWarpedBatch[], log: LossLog): void {
    const { student, teacher, optimizer, ...options } = this.#options;
    const grads = meanGradients(parts, ({ up, image, warped, positions }) => {
      // Before anything is recorded: of the teacher's activations none is needed on the way back.
      const known = log.timed('forward', () => tidyRecord(() => pairOf(teacher, image, warped)));
      try {
        return contrastiveGradients(student, log, () =>
          contrastiveStudentLoss(pairOf(student, up, warped), known, positions, options),
        );
      } finally {
        dispose([known.features1, known.features2]);
      }
    });
    update(optimizer, grads, log);
  }
}
