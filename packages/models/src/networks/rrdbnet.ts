import type { StateDict } from '@srkit/checkpoints';
import { ConfigError } from '@srkit/core';
import { type Activation, Conv2d, checkedCount, type ModuleOptions } from '@srkit/nn';
import { pixelUnshuffle } from '@srkit/ops';
import { add, image, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { RRDBNetConfig } from '../configs';
import { RRDB } from './residual-dense-block';
import { type StageBytes, SuperResolutionNetwork } from './super-resolution-network';

const LEAKY: Activation = { kind: 'leakyrelu', slope: 0.2 };
const FLOAT_BYTES = 4;

const nearest2x = (x: Tensor4D): Tensor4D => image.resizeNearestNeighbor(x, [x.shape[1] * 2, x.shape[2] * 2]);

/**
 * The generator of ESRGAN and Real-ESRGAN (Real-ESRGAN, section 3.2 and figure 4). State_dict without a prefix:
 * `conv_first`, `body.{b}`, `conv_body`, `conv_up1`, `conv_up2`, `conv_hr`, `conv_last`.
 */
export class RRDBNet extends SuperResolutionNetwork {
  readonly typeName = 'RRDBNet';
  readonly config: Required<RRDBNetConfig>;
  readonly scale: 4 | 2 | 1;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly inputMultiple: number;
  readonly halo: number;
  readonly reconstructHalo: number;
  readonly featureStride: number;
  readonly bytesPerPixel: StageBytes;
  readonly largestTensorPerPixel: StageBytes;
  readonly #convFirst: Conv2d;
  readonly #body: readonly RRDB[];
  readonly #convBody: Conv2d;
  readonly #convUp1: Conv2d;
  readonly #convUp2: Conv2d;
  readonly #convHr: Conv2d;
  readonly #convLast: Conv2d;

  /** @throws ConfigError for a scale other than 4, 2, 1 or counts that are not positive integers. */
  constructor(config: RRDBNetConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numInCh = 3, numOutCh = 3, scale = 4, numFeat = 64, numBlock = 23, numGrowCh = 32 } = config;
    if (scale !== 4 && scale !== 2 && scale !== 1) {
      throw new ConfigError('E_CONFIG_SCALE', `RRDBNet: scale is ${scale}, expected 4, 2 or 1.`);
    }
    this.config = { numInCh, numOutCh, scale, numFeat, numBlock, numGrowCh };
    for (const name of ['numInCh', 'numOutCh', 'numFeat', 'numBlock', 'numGrowCh'] as const) {
      checkedCount('RRDBNet', name, this.config[name]);
    }
    const unshuffle = 4 / scale;
    this.scale = scale;
    this.inChannels = numInCh;
    this.outChannels = numOutCh;
    this.inputMultiple = unshuffle;
    this.featureStride = unshuffle;
    // Each 3x3 convolution sees one pixel further: 15 a block, and conv_first and conv_body. Of the enlarging
    // part, three convolutions at x4 and one at x2 see two pixels further at the features' resolution.
    this.reconstructHalo = 2 * unshuffle;
    this.halo = (15 * numBlock + 2) * unshuffle + this.reconstructHalo;
    // Features: three skips, and a dense block's last two concatenations. Reconstruction: two maps at x4.
    const perFeaturePixel = (3 * numFeat + 2 * (numFeat + 4 * numGrowCh)) * FLOAT_BYTES;
    this.bytesPerPixel = {
      features: perFeaturePixel / unshuffle ** 2,
      reconstruct: (2 * 16 * numFeat * FLOAT_BYTES) / unshuffle ** 2,
    };
    this.largestTensorPerPixel = {
      features: ((numFeat + 4 * numGrowCh) * FLOAT_BYTES) / unshuffle ** 2,
      reconstruct: (16 * Math.max(numFeat, numOutCh) * FLOAT_BYTES) / unshuffle ** 2,
    };

    const same = () => new Conv2d({ inChannels: numFeat, outChannels: numFeat });
    this.#convFirst = this.child(
      'conv_first',
      () => new Conv2d({ inChannels: numInCh * unshuffle ** 2, outChannels: numFeat }),
    );
    this.#body = Array.from({ length: numBlock }, (_, b) =>
      this.child(`body.${b}`, () => new RRDB(numFeat, numGrowCh)),
    );
    this.#convBody = this.child('conv_body', same);
    this.#convUp1 = this.child('conv_up1', same);
    this.#convUp2 = this.child('conv_up2', same);
    this.#convHr = this.child('conv_hr', same);
    this.#convLast = this.child(
      'conv_last',
      () => new Conv2d({ inChannels: numFeat, outChannels: numOutCh }),
    );
  }

  features(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const input = this.featureStride === 1 ? x : pixelUnshuffle(x, this.featureStride);
      const first = this.#convFirst.forward(input);
      let y = first;
      for (const block of this.#body) {
        const next = block.forward(y);
        if (y !== first) y.dispose();
        y = next;
      }
      const body = this.#convBody.forward(y);
      if (y !== first) y.dispose();
      return add(first, body);
    });
  }

  reconstruct(features: Tensor4D): Tensor4D {
    return tidy(() => {
      let y = features;
      const replace = (next: Tensor4D) => {
        if (y !== features) y.dispose();
        y = next;
      };
      for (const conv of [this.#convUp1, this.#convUp2]) {
        replace(nearest2x(y));
        replace(conv.forward(y, LEAKY));
      }
      replace(this.#convHr.forward(y, LEAKY));
      replace(this.#convLast.forward(y));
      return y;
    });
  }

  /** `[n, h, w, numInCh]` to `[n, h * scale, w * scale, numOutCh]`; not clamped. */
  forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const features = this.features(x);
      const y = this.reconstruct(features);
      features.dispose();
      return y;
    });
  }

  protected override loadHint(state: StateDict): string {
    const given = state.get('conv_first.weight')?.shape[1];
    const scale = given === undefined ? undefined : { 1: 4, 4: 2, 16: 1 }[given / this.config.numInCh];
    if (scale === undefined || scale === this.scale) return super.loadHint(state);
    const how = scale === 4 ? 'plain input' : 'pixel-unshuffled input';
    return `This file holds an x${scale} network (${how}). Use scale: ${scale}, or leave scale out and let it be detected.`;
  }
}
