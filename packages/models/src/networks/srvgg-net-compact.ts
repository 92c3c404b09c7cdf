import { ConfigError } from '@srkit/core';
import { type Activation, Conv2d, checkedCount, type ModuleOptions, PReLU } from '@srkit/nn';
import { pixelShuffle } from '@srkit/ops';
import { add, image, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { SRVGGNetCompactConfig } from '../configs';
import { type StageBytes, SuperResolutionNetwork } from './super-resolution-network';

const FLOAT_BYTES = 4;
/** The official code gives leaky ReLU 0.1 here, unlike the 0.2 of RRDBNet. */
const LEAKY: Activation = { kind: 'leakyrelu', slope: 0.1 };

/**
 * The compact VGG-style network of realesr-animevideov3 and realesr-general-x4v3: all convolutions at input
 * resolution, one pixel shuffle at the end, plus the input enlarged by nearest neighbour. It came with Real-ESRGAN's
 * code, after the paper. State_dict prefix `body`: convolutions at even, activations at odd indices.
 */
export class SRVGGNetCompact extends SuperResolutionNetwork {
  readonly typeName = 'SRVGGNetCompact';
  readonly config: Required<SRVGGNetCompactConfig>;
  readonly scale: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly inputMultiple = 1;
  readonly halo: number;
  readonly reconstructHalo = 0;
  readonly featureStride = 1;
  readonly bytesPerPixel: StageBytes;
  readonly largestTensorPerPixel: StageBytes;
  readonly #layers: readonly { readonly conv: Conv2d; readonly activation: Activation }[];
  readonly #last: Conv2d;

  /** @throws ConfigError for counts that are not positive integers or numInCh != numOutCh. */
  constructor(config: SRVGGNetCompactConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numInCh = 3, numFeat = 64, numConv = 16, upscale = 4, actType = 'prelu' } = config;
    const numOutCh = config.numOutCh ?? numInCh;
    this.config = { numInCh, numOutCh, numFeat, numConv, upscale, actType };
    for (const name of ['numInCh', 'numOutCh', 'numFeat', 'upscale'] as const) {
      checkedCount('SRVGGNetCompact', name, this.config[name]);
    }
    checkedCount('SRVGGNetCompact', 'numConv', numConv, 0);
    if (!['relu', 'prelu', 'leakyrelu'].includes(actType)) {
      throw new ConfigError(
        'E_CONFIG_ACTIVATION',
        `SRVGGNetCompact: actType is '${actType}', expected relu, prelu or leakyrelu.`,
      );
    }
    if (numInCh !== numOutCh) {
      throw new ConfigError(
        'E_CONFIG_CHANNELS',
        `SRVGGNetCompact: numInCh is ${numInCh} and numOutCh ${numOutCh}; they must be equal, because the enlarged input is added to the output.`,
      );
    }
    this.scale = upscale;
    this.inChannels = numInCh;
    this.outChannels = numOutCh;
    this.halo = numConv + 2;
    const lastChannels = numOutCh * upscale ** 2;
    this.bytesPerPixel = {
      features: (2 * numFeat + lastChannels) * FLOAT_BYTES,
      reconstruct: 3 * lastChannels * FLOAT_BYTES,
    };
    this.largestTensorPerPixel = {
      features: Math.max(numFeat, lastChannels) * FLOAT_BYTES,
      reconstruct: lastChannels * FLOAT_BYTES,
    };

    const activation = (index: number): Activation => {
      if (actType === 'relu') return { kind: 'relu' };
      if (actType === 'leakyrelu') return LEAKY;
      return { kind: 'prelu', slopes: this.child(`body.${index}`, () => new PReLU(numFeat)).weight };
    };
    this.#layers = Array.from({ length: numConv + 1 }, (_, k) => ({
      conv: this.child(
        `body.${2 * k}`,
        () => new Conv2d({ inChannels: k === 0 ? numInCh : numFeat, outChannels: numFeat }),
      ),
      activation: activation(2 * k + 1),
    }));
    this.#last = this.child(
      `body.${2 * numConv + 2}`,
      () => new Conv2d({ inChannels: numFeat, outChannels: lastChannels }),
    );
  }

  features(x: Tensor4D): Tensor4D {
    return tidy(() => {
      let y = x;
      for (const { conv, activation } of this.#layers) {
        const next = conv.forward(y, activation);
        if (y !== x) y.dispose();
        y = next;
      }
      const last = this.#last.forward(y);
      y.dispose();
      return last;
    });
  }

  reconstruct(features: Tensor4D, input: Tensor4D): Tensor4D {
    return tidy(() => {
      const shuffled = pixelShuffle(features, this.scale);
      const base = image.resizeNearestNeighbor(input, [
        input.shape[1] * this.scale,
        input.shape[2] * this.scale,
      ]);
      return add(shuffled, base);
    });
  }

  /** `[n, h, w, numInCh]` to `[n, h * upscale, w * upscale, numOutCh]`; not clamped. */
  forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const features = this.features(x);
      const y = this.reconstruct(features, x);
      features.dispose();
      return y;
    });
  }
}
