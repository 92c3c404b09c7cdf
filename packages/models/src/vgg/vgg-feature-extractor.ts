import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import {
  activationNode,
  Conv2d,
  checkChannels,
  checkedCount,
  convNode,
  Graph,
  type GraphNode,
  inputNode,
  type ModuleOptions,
  maxPoolNode,
  pointwiseNode,
  type StateBuffer,
} from '@srkit/nn';
import { add, div, mul, reshape, sub, type Tensor, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import type { VGGFeatureExtractorConfig } from '../configs';
import { OfficialNetwork } from '../official-network';
import { VGG_WIDTHS, type VggLayer, vggLayers } from './vgg-layers';

/** Mean and standard deviation of ImageNet's pictures, RGB in [0, 1], as torchvision's networks expect them taken out. */
export const IMAGENET_MEAN: readonly number[] = [0.485, 0.456, 0.406];
export const IMAGENET_STD: readonly number[] = [0.229, 0.224, 0.225];

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
  #graph: Graph | undefined;
  readonly #norm: { readonly mean: StateBuffer; readonly std: StateBuffer } | undefined;

  /** @throws ConfigError for an unknown network, layer or naming, or no layer at all. */
  constructor(config: VGGFeatureExtractorConfig, options: ModuleOptions = {}) {
    super(options);
    const { layers, vggType = 'vgg19', useInputNorm = true, rangeNorm = false } = config;
    const { names = 'torchvision', trainable = false, widths = VGG_WIDTHS } = config;
    if (names !== 'torchvision' && names !== 'conv') {
      throw new ConfigError(
        'E_CONFIG_VGG_NAMES',
        `${this.path}: names is '${names}', expected torchvision or conv.`,
      );
    }
    const prefix = config.prefix ?? (names === 'conv' ? 'vgg_net' : 'features');
    this.config = { layers, vggType, useInputNorm, rangeNorm, names, prefix, widths, trainable };
    refuseUnknownKeys(this.path, config, Object.keys(this.config));

    widths.forEach((width, block) => {
      checkedCount(this.path, `widths[${block}]`, width);
    });
    const needed = vggLayers(vggType, layers, widths);
    this.#smallestSide = 2 ** needed.filter(({ kind }) => kind === 'pool').length;
    if (useInputNorm && names === 'conv') {
      const shape = [1, 3, 1, 1];
      this.#norm = {
        mean: this.buffer('mean', { shape, init: () => Float32Array.from(IMAGENET_MEAN) }),
        std: this.buffer('std', { shape, init: () => Float32Array.from(IMAGENET_STD) }),
      };
    }
    this.#steps = needed.map((layer) => {
      if (layer.kind !== 'conv') return layer;
      const name = `${prefix}.${names === 'conv' ? layer.name : layer.index}`;
      const { inChannels, outChannels } = layer;
      return { ...layer, conv: this.child(name, () => new Conv2d({ inChannels, outChannels })) };
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
    checkChannels(this.path, x, 4, IMAGENET_MEAN.length);
    const [, h, w] = x.shape;
    const smallest = this.#smallestSide;
    if (Math.min(h, w) < smallest) {
      throw new ShapeError(
        'E_SHAPE_SIDE',
        `${this.path}: the input is ${h}x${w} (height x width), expected ${smallest} or more on each side for ${this.config.layers.join(', ')}; enlarge it or ask for shallower layers.`,
      );
    }
    const maps = this.graph.run([x]);
    return Object.fromEntries(this.#returned.map((name, i) => [name, maps[i] as Tensor4D]));
  }

  /** Names of the features in the order of the graph's outputs. */
  get #returned(): string[] {
    return this.#steps.map(({ name }) => name).filter((name) => this.config.layers.includes(name));
  }

  /** The network's steps, from the picture to each of the features, the shallowest first. */
  get graph(): Graph {
    this.#graph ??= this.#describe();
    return this.#graph;
  }

  #describe(): Graph {
    const picture = inputNode('picture', IMAGENET_MEAN.length);
    const features: GraphNode[] = [];
    const isReturned = ({ name }: Step): boolean => this.config.layers.includes(name);
    const step = (x: GraphNode, { kind, name, conv }: Step, i: number): GraphNode => {
      // A convolution that nobody asks for is never held without its activation.
      const isJoined = (at: number): boolean => {
        const [before, after] = [this.#steps[at], this.#steps[at + 1]];
        return before?.kind === 'conv' && after?.kind === 'relu' && !isReturned(before);
      };
      if (conv) return convNode(conv, x, isJoined(i) ? { kind: 'relu' } : undefined);
      if (isJoined(i - 1)) return x;
      return kind === 'pool' ? maxPoolNode(name, x, 2) : activationNode(name, x, { kind: 'relu' });
    };
    this.#steps.reduce((before, layer, i) => {
      const x = step(before, layer, i);
      if (isReturned(layer)) features.push(x);
      return x;
    }, this.#normalised(picture));
    return new Graph([picture], features);
  }

  #normalised(picture: GraphNode): GraphNode {
    const { rangeNorm, useInputNorm } = this.config;
    const x = rangeNorm
      ? pointwiseNode('range_norm', 'rangeNorm', [picture], IMAGENET_MEAN.length, ([y]) =>
          mul(add(y!, 1), 0.5),
        )
      : picture;
    if (!useInputNorm) return x;
    return pointwiseNode('input_norm', 'normalise', [x], IMAGENET_MEAN.length, ([y]) => {
      const centre: Tensor = this.#norm
        ? reshape(this.#norm.mean.variable, [3])
        : tensor1d([...IMAGENET_MEAN]);
      const spread: Tensor = this.#norm ? reshape(this.#norm.std.variable, [3]) : tensor1d([...IMAGENET_STD]);
      return div<Tensor4D>(sub(y!, centre), spread);
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
