import { ConfigError, ShapeError } from '@srkit/core';
import { Conv2d, checkChannels, type ModuleOptions, type StateBuffer } from '@srkit/nn';
import {
  add,
  div,
  maxPool,
  mul,
  relu,
  reshape,
  sub,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { VGGFeatureExtractorConfig } from '../configs';
import { OfficialNetwork } from '../official-network';
import { type VggLayer, vggLayers } from './vgg-layers';

/** ImageNet's statistics of RGB in [0, 1]. */
const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];

type Step = VggLayer & { readonly conv?: Conv2d };

/**
 * VGG's features (Simonyan & Zisserman, table 1, configurations D and E) for perceptual losses and reference matching. Evaluated only up to the deepest layer asked for;
 * gradients flow to the input. State_dict prefix `features` or `vgg_net`; see `names`.
 */
export class VGGFeatureExtractor extends OfficialNetwork {
  readonly typeName = 'VGGFeatureExtractor';
  readonly config: Required<VGGFeatureExtractorConfig>;
  readonly #steps: readonly Step[];
  readonly #smallestSide: number;
  readonly #norm: { readonly mean: StateBuffer; readonly std: StateBuffer } | undefined;

  /** @throws ConfigError for an unknown network, layer or naming, or no layer at all. */
  constructor(config: VGGFeatureExtractorConfig, options: ModuleOptions = {}) {
    super(options);
    const { layers, vggType = 'vgg19', useInputNorm = true, rangeNorm = false } = config;
    const { names = 'torchvision', trainable = false } = config;
    if (names !== 'torchvision' && names !== 'conv') {
      throw new ConfigError(
        'E_CONFIG_VGG_NAMES',
        `${this.path}: names is '${names}', expected torchvision or conv.`,
      );
    }
    const prefix = config.prefix ?? (names === 'conv' ? 'vgg_net' : 'features');
    this.config = { layers, vggType, useInputNorm, rangeNorm, names, prefix, trainable };

    const needed = vggLayers(vggType, layers);
    this.#smallestSide = 2 ** needed.filter(({ kind }) => kind === 'pool').length;
    if (useInputNorm && names === 'conv') {
      const shape = [1, 3, 1, 1];
      this.#norm = {
        mean: this.buffer('mean', { shape, init: () => Float32Array.from(MEAN) }),
        std: this.buffer('std', { shape, init: () => Float32Array.from(STD) }),
      };
    }
    this.#steps = needed.map((layer) => {
      if (layer.kind !== 'conv') return layer;
      const name = `${prefix}.${names === 'conv' ? layer.name : layer.index}`;
      return { ...layer, conv: this.child(name, () => new Conv2d(layer)) };
    });
    if (!trainable) this.requiresGrad(false).eval();
  }

  /**
   * RGB `[n, h, w, 3]` to the features, by name: `convX_Y` and `reluX_Y` lie at `floor(h / 2^(X-1))`, `poolX` at
   * half of that.
   *
   * @throws ShapeError for other channels, or when the picture is too small for the deepest layer.
   */
  forward(x: Tensor4D): Record<string, Tensor4D> {
    // A gray picture would be broadcast to three channels by the normalisation.
    checkChannels(this.path, x, 4, MEAN.length);
    const [, h, w] = x.shape;
    const smallest = this.#smallestSide;
    if (Math.min(h, w) < smallest) {
      throw new ShapeError(
        'E_SHAPE_SIDE',
        `${this.path}: the input is ${h}x${w} (height x width), expected ${smallest} or more on each side for ${this.config.layers.join(', ')}; enlarge it or ask for shallower layers.`,
      );
    }
    return tidy(() => {
      const features: Record<string, Tensor4D> = {};
      let y = this.#normalised(x);
      for (const step of this.#steps) {
        const next = apply(step, y);
        // Large maps that nobody asked for are freed at once; while gradients are recorded the tape keeps its own.
        if (y !== x && !Object.values(features).includes(y)) y.dispose();
        y = next;
        if (this.config.layers.includes(step.name)) features[step.name] = y;
      }
      return features;
    });
  }

  #normalised(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const y = this.config.rangeNorm ? mul<Tensor4D>(add(x, 1), 0.5) : x;
      if (!this.config.useInputNorm) return y;
      const centre: Tensor = this.#norm ? reshape(this.#norm.mean.variable, [3]) : tensor1d(MEAN);
      const spread: Tensor = this.#norm ? reshape(this.#norm.std.variable, [3]) : tensor1d(STD);
      return div<Tensor4D>(sub(y, centre), spread);
    });
  }

  protected override ignores(name: string): boolean {
    const { names, prefix } = this.config;
    if (names !== 'torchvision') return false;
    return [prefix, 'classifier'].some(
      (part) => name.startsWith(`${part}.`) && /^\d+\.(weight|bias)$/.test(name.slice(part.length + 1)),
    );
  }
}

const apply = ({ kind, conv }: Step, x: Tensor4D): Tensor4D => {
  if (kind === 'pool') return maxPool(x, 2, 2, 'valid');
  return conv ? conv.forward(x) : relu(x);
};
