import {
  bicubicQuery,
  blurredGrey,
  greyOf,
  REFERENCE_SCALE,
  type ReferenceLayer,
  unitChannels,
} from '@srkit/models';
import { tidyRecord } from '@srkit/nn';
import { expandDims, squeeze, type Tensor3D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { identity, PATCH } from './correspondences';
import { FeatureCache } from './feature-cache';
import { type HostMap, rowsOf } from './host-map';
import type { LoadedReferenceNetworks } from './load-networks';
import { colourRows, type PreparedReference } from './prepare-reference';
import type { CheckedRefOptions } from './ref-options';
import { wholeOutput } from './run-rows';
import type { RestorationReference } from './streamed-restoration';

/** Told how far a part of the work is, or just that it goes on. */
export type OnWork = () => Promise<void>;

/** Rows of the picture around those that are matched on which their features depend. */
const SEEN_AROUND = 8;

/** Some rows of the low-resolution picture, and those around them that are there. */
const around = (picture: HostMap, start: number, end: number): readonly [top: number, bottom: number] => [
  Math.max(0, start - SEEN_AROUND),
  Math.min(picture.height, end + SEEN_AROUND),
];

/** What networks see in a picture and in its references, each a new tensor; what references gave is kept for later. */
export class PictureFeatures {
  readonly #networks: LoadedReferenceNetworks;
  readonly #budget: number;
  readonly #cache: FeatureCache;

  constructor(networks: LoadedReferenceNetworks, options: CheckedRefOptions) {
    this.#networks = networks;
    this.#budget = options.memoryBudget;
    this.#cache = new FeatureCache(options.cacheBytes);
  }

  /** Forgets what references gave. */
  clear(): void {
    this.#cache.clear();
  }

  /** Unit features of rows `start` to `end` of the picture, as matching sees it. */
  async query(picture: HostMap, start: number, end: number, onWork: OnWork): Promise<Tensor4D> {
    const [top, bottom] = around(picture, start, end);
    const up = tidy(() => bicubicQuery(picture.rows(top, bottom)));
    try {
      const [, height, width] = up.shape;
      const read = (first: number, last: number) => rowsOf(up, first, last);
      const features = await this.#dense('image1', read, [height, width], onWork);
      const rows = rowsOf(features, start - top, end - top);
      features.dispose();
      return rows;
    } finally {
      up.dispose();
    }
  }

  /** Unit features of a reference, which those of the picture are matched with. */
  referenceDense({ key, raster }: PreparedReference, onWork: OnWork): Promise<Tensor4D> {
    const read = (start: number, end: number) => colourRows(raster, start, end);
    return this.#cache.get(`${key} dense`, () =>
      this.#dense('image2', read, [raster.height, raster.width], onWork),
    );
  }

  /**
   * Rows `start` to `end` of the picture, enlarged and grey, as matches are refined with; rows around them as well.
   *
   * @returns The tensor, and its row that is the first pixel of `start`'s.
   */
  greyQuery(picture: HostMap, start: number, end: number): { readonly grey: Tensor3D; readonly row: number } {
    const [top, bottom] = around(picture, start, end);
    const grey = tidy(() => greyOf(bicubicQuery(picture.rows(top, bottom))));
    return { grey, row: (start - top) * REFERENCE_SCALE };
  }

  /** A reference as matches are refined with. */
  async referenceGrey({ key, raster }: PreparedReference): Promise<Tensor3D> {
    const kept = await this.#cache.get(`${key} grey`, async () =>
      tidy(() => expandDims<Tensor4D>(blurredGrey(colourRows(raster, 0, raster.height)), 3)),
    );
    const grey = squeeze<Tensor3D>(kept, [3]);
    kept.dispose();
    return grey;
  }

  /** VGG19 features of one layer. The largest follow from the picture by one convolution: they are not kept. */
  async referenceLayer(
    { key, raster }: PreparedReference,
    layer: ReferenceLayer,
    onWork: OnWork,
  ): Promise<Tensor4D> {
    const { correspondence } = this.#networks;
    const { width, height } = raster;
    const make = async (): Promise<Tensor4D> => {
      // What the deepest layer is computed from is the next level's.
      const layers: [ReferenceLayer, ...ReferenceLayer[]] =
        layer === 'relu3_1' ? [layer, 'relu2_1'] : [layer];
      const whole = correspondence.featureGraph(...layers);
      if (whole.facts.peakBytes * width * height <= this.#budget) {
        await onWork();
        const [features, next] = tidyRecord(() => whole.run([colourRows(raster, 0, height)]));
        try {
          if (next) await this.#cache.offer(`${key} relu2_1`, next);
          return features!;
        } catch (error) {
          features!.dispose();
          throw error;
        } finally {
          next?.dispose();
        }
      }
      const read = (start: number, end: number) => colourRows(raster, start, end);
      const graph = correspondence.featureGraph(layer);
      return wholeOutput(graph, read, [height, width], this.#budget / 2, onWork);
    };
    return layer === 'relu1_1' ? make() : this.#cache.get(`${key} ${layer}`, make);
  }

  /** The picture's own enlargement in place of a reference. */
  itself(picture: HostMap, onWork: OnWork): RestorationReference {
    const found = identity(picture.height - PATCH + 1, picture.width - PATCH + 1);
    return {
      found,
      features: async (layer) => {
        await onWork();
        const graph = this.#networks.correspondence.featureGraph(layer);
        const up = tidy(() => bicubicQuery(picture.rows(0, picture.height)));
        try {
          const [, rows, columns] = up.shape;
          const read = (start: number, end: number) => rowsOf(up, start, end);
          return await wholeOutput(graph, read, [rows, columns], this.#budget / 2, onWork);
        } finally {
          up.dispose();
        }
      },
    };
  }

  /** Unit features of the contrastive extractor. */
  async #dense(
    which: 'image1' | 'image2',
    read: (start: number, end: number) => Tensor4D,
    size: readonly [number, number],
    onWork: OnWork,
  ): Promise<Tensor4D> {
    const { graph } = this.#networks.extractor[which];
    const features = await wholeOutput(graph, read, size, this.#budget / 2, onWork);
    const unit = tidy(() => unitChannels(features));
    features.dispose();
    return unit;
  }
}
