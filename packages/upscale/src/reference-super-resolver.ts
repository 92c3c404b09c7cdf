import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import {
  bicubicQuery,
  type ContrasExtractorSep,
  type Correspondence,
  type CorrespondenceGenerationArch,
  checkSomeReferences,
  type ReferenceRestorationNet,
} from '@srkit/models';
import { checkChannels, fitGrid, tidyRecord } from '@srkit/nn';
import { slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** Enlargement of both published networks. */
const REFERENCE_SCALE = 4;

/** The three networks of reference-based super-resolution. */
export interface ReferenceNetworks {
  readonly extractor: ContrasExtractorSep;
  readonly correspondence: CorrespondenceGenerationArch;
  readonly network: ReferenceRestorationNet;
}

export interface ReferenceUpscaleOptions {
  /**
   * `common` (default): everything is filled with zeros to one canvas, as the official tests do. `own`: every
   * reference keeps its size, which needs less memory and leaves no false edges, but gives other numbers than the
   * official code where sizes differ.
   */
  readonly canvas?: 'common' | 'own';
  /** `lr` enlarged by 4 as the matching shall see it, `[n, 4h, 4w, 3]`. Default: by Pillow's bicubic filter. */
  readonly up?: Tensor4D;
  /** `[height, width]` to which the result is cropped. Default: four times the given `lr`. */
  readonly originalSize?: readonly [number, number];
}

const NAME = 'ReferenceSuperResolver';

/** Pixels that the matching needs: 3x3 features, at a quarter of the picture's sides. */
const SMALLEST_SIDE = 12;

/** Throws a `ShapeError` unless `target` and the references are batches of RGB pictures, all as many. */
const checkPictures = (what: string, target: Tensor4D, references: readonly Tensor4D[]): void => {
  checkSomeReferences(NAME, references);
  checkChannels(NAME, target, 4, 3, what);
  references.forEach((reference, i) => {
    checkChannels(NAME, reference, 4, 3, `reference ${i}`);
    if (reference.shape[0] === target.shape[0]) return;
    throw new ShapeError(
      'E_SHAPE_BATCH',
      `${NAME}: reference ${i} is [${reference.shape}], expected a batch of ${target.shape[0]} as ${what}; each sample has its own references.`,
    );
  });
};

/** Throws a `ShapeError` for a picture that is too small to be matched. */
const checkSide = (what: string, { shape: [, h, w] }: Tensor4D): void => {
  if (Math.min(h, w) >= SMALLEST_SIDE) return;
  throw new ShapeError(
    'E_SHAPE_SIDE',
    `${NAME}: ${what} is ${h}x${w} (height x width), expected ${SMALLEST_SIDE} or more on each side: patches of 3x3 features are matched, which have a quarter of the picture's sides.`,
  );
};

/** Sides of the canvas that holds the target and, rounded up to whole low-resolution pixels, every reference. */
const commonCanvas = (lr: Tensor4D, references: readonly Tensor4D[]): [number, number] => {
  const side = (axis: 1 | 2) =>
    Math.max(lr.shape[axis], ...references.map(({ shape }) => Math.ceil(shape[axis] / REFERENCE_SCALE)));
  return [side(1), side(2)];
};

/**
 * Pictures to picture: features, matching and restoration (C2-Matching, figure 2; MRefSR, figure 2). Holds the
 * networks but does not own them until `dispose` is called.
 */
export class ReferenceSuperResolver {
  readonly extractor: ContrasExtractorSep;
  readonly correspondence: CorrespondenceGenerationArch;
  readonly network: ReferenceRestorationNet;

  constructor({ extractor, correspondence, network }: ReferenceNetworks) {
    this.extractor = extractor;
    this.correspondence = correspondence;
    this.network = network;
  }

  /**
   * What the network needs of each reference.
   *
   * @param up The enlarged low-resolution picture, `[n, 4h, 4w, 3]` in [0, 1].
   * @param references `[n, hr, wr, 3]` in [0, 1], of any sizes.
   * @throws ShapeError without references, for batches of different sizes, for other channels, or for pictures below 12
   *   pixels on a side.
   */
  match(up: Tensor4D, references: readonly Tensor4D[]): Correspondence[] {
    checkPictures('up', up, references);
    checkSide('up', up);
    references.forEach((reference, i) => {
      checkSide(`reference ${i}`, reference);
    });
    return tidyRecord(() => {
      const denseFeatures1 = this.extractor.image1.denseFeatures(up);
      return references.map((reference) =>
        tidyRecord(() =>
          this.correspondence.forward(
            { denseFeatures1, denseFeatures2: this.extractor.image2.denseFeatures(reference) },
            reference,
            up,
          ),
        ),
      );
    });
  }

  /**
   * Enlarges `lr`, `[n, h, w, 3]` in [0, 1], by 4 with detail from `references`, each `[n, hr, wr, 3]` in [0, 1] and
   * ideally with the resolution of the result: `[n, 4h, 4w, 3]`; not clamped.
   *
   * @throws ConfigError for an unknown canvas.
   * @throws ShapeError without references, for more than the network takes, for batches of different sizes, for other
   *   channels, for pictures below 12 pixels on a side, or for an `up` or `originalSize` that does not fit.
   */
  upscale(lr: Tensor4D, references: readonly Tensor4D[], options: ReferenceUpscaleOptions = {}): Tensor4D {
    refuseUnknownKeys(`${NAME}.upscale`, options, ['canvas', 'up', 'originalSize']);
    const { canvas = 'common', up, originalSize } = options;
    checkPictures('lr', lr, references);
    if (canvas !== 'common' && canvas !== 'own') {
      throw new ConfigError('E_CONFIG_CANVAS', `${NAME}: canvas is '${canvas}', expected common or own.`);
    }
    const [n, h, w] = lr.shape;
    const [height, width] = originalSize ?? [h * REFERENCE_SCALE, w * REFERENCE_SCALE];
    if (up && up.shape.join() !== [n, h * REFERENCE_SCALE, w * REFERENCE_SCALE, 3].join()) {
      throw new ShapeError(
        'E_SHAPE_SIZE',
        `${NAME}: up is [${up.shape}], expected [${[n, h * REFERENCE_SCALE, w * REFERENCE_SCALE, 3]}], four times lr.`,
      );
    }
    if (!(height >= 1 && height <= h * REFERENCE_SCALE && width >= 1 && width <= w * REFERENCE_SCALE)) {
      throw new ShapeError(
        'E_SHAPE_SIZE',
        `${NAME}: originalSize is [${height}, ${width}], expected at most four times lr, [${h * REFERENCE_SCALE}, ${w * REFERENCE_SCALE}].`,
      );
    }
    return tidy(() => {
      const [rows, columns] = canvas === 'common' ? commonCanvas(lr, references) : [h, w];
      const filled = (x: Tensor4D, scale = 1) => fitGrid(x, rows * scale, columns * scale);
      const target = filled(lr);
      const query = up ? filled(up, REFERENCE_SCALE) : bicubicQuery(target);
      const seen = canvas === 'common' ? references.map((x) => filled(x, REFERENCE_SCALE)) : references;
      const found = this.match(query, seen);
      const sr = this.network.forward(
        target,
        found.map(({ preOffsets }) => preOffsets),
        found.map(({ features }) => features),
      );
      return slice(sr, [0, 0, 0, 0], [n, height, width, 3]);
    });
  }

  /** Frees the three networks' variables. */
  dispose(): void {
    for (const network of [this.extractor, this.correspondence, this.network]) network.dispose();
  }
}
