import type { Raster } from '@srkit/image';
import {
  bicubicQuery,
  ContrasExtractorLayer,
  type ContrasExtractorSep,
  loadNetwork,
  REFERENCE_SCALE,
  unitChannels,
} from '@srkit/models';
import { pixelUnshuffle, rasterToTensor, resizePillowU8 } from '@srkit/ops';
import { slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** What patches are made of: a picture `[1, h, w, 3]` to unit features of a quarter of its sides. */
export interface FeatureKind {
  readonly name: string;
  readonly target: (x: Tensor4D) => Tensor4D;
  readonly reference: (x: Tensor4D) => Tensor4D;
}

const SEED = 1;

const pixels = (x: Tensor4D): Tensor4D => unitChannels(pixelUnshuffle(x, REFERENCE_SCALE));

/** Pixels as they are, an extractor as it is before training, and one from a file where that is given. */
export const featureKinds = async (extractor: string | undefined): Promise<FeatureKind[]> => {
  const untrained = new ContrasExtractorLayer({}, { seed: SEED });
  const both = (of: (x: Tensor4D) => Tensor4D) => ({ target: of, reference: of });
  const kinds: FeatureKind[] = [
    { name: 'pixels', ...both(pixels) },
    {
      name: `untrained extractor (seed ${SEED})`,
      ...both((x) => unitChannels(untrained.denseFeatures(x))),
    },
  ];
  if (extractor !== undefined) {
    const loaded = await loadNetwork(extractor, { as: 'ContrasExtractorSep' });
    const { image1, image2 } = loaded.network as ContrasExtractorSep;
    kinds.push({
      name: loaded.name,
      target: (x) => unitChannels(image1.denseFeatures(x)),
      reference: (x) => unitChannels(image2.denseFeatures(x)),
    });
  }
  return kinds;
};

/** A picture as extractors see it, with sides that are multiples of 4; at low resolution enlarged again, as a target is. */
export const pictureTensor = (raster: Raster, low: boolean): Tensor4D =>
  tidy(() => {
    const x = rasterToTensor(raster, { channels: 3 });
    const [, h, w] = x.shape;
    const [rows, columns] = [Math.floor(h / REFERENCE_SCALE), Math.floor(w / REFERENCE_SCALE)];
    const whole = slice(x, [0, 0, 0, 0], [1, rows * REFERENCE_SCALE, columns * REFERENCE_SCALE, 3]);
    return low ? bicubicQuery(resizePillowU8(whole, [rows, columns], 'bicubic')) : whole;
  });
