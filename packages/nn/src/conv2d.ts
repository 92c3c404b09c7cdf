import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Activation } from './activation';
import { checkChannels } from './checks';
import { convolve } from './convolve';
import { constant, type Initialiser, torchDefault } from './initialiser';
import { Module } from './module';
import type { Parameter } from './parameter';

export interface Conv2dConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Side of the square filter. Default 3. */
  readonly kernelSize?: number;
  /** Default 1. */
  readonly stride?: number;
  /**
   * Zeros on each side. Default `floor((kernelSize - 1) / 2)`: with stride 1 an odd filter keeps the size, with
   * stride 2 filters of side 3 and 4 halve it.
   */
  readonly padding?: number;
  /** Channels in and out are in so many groups that do not see each other; a divisor of both. Default 1. */
  readonly groups?: number;
  /** Default true. */
  readonly bias?: boolean;
  /** `torch-default` for weight and bias, or an initialiser for the weight with a zero bias. */
  readonly init?: 'torch-default' | Initialiser;
}

export type { Activation } from './activation';

const CONFIG = [
  'inChannels',
  'outChannels',
  'kernelSize',
  'stride',
  'padding',
  'groups',
  'bias',
  'init',
] as const satisfies (keyof Conv2dConfig)[];

const LINEAR: Activation = { kind: 'linear' };

/** 2-D cross-correlation with zero padding, as `torch.nn.Conv2d`. State: `weight`, `bias`. */
export class Conv2d extends Module {
  readonly typeName = 'Conv2d';
  readonly weight: Parameter;
  /** Undefined without a bias. */
  readonly bias: Parameter | undefined;
  readonly kernelSize: number;
  readonly #inChannels: number;
  readonly stride: number;
  /** Rows and columns of zeros on each side. */
  readonly padding: number;
  readonly groups: number;

  /** @throws ConfigError for a stride below 1, a padding below 0 or groups that do not divide the channels. */
  constructor(config: Conv2dConfig) {
    super();
    const {
      inChannels,
      outChannels,
      kernelSize = 3,
      stride = 1,
      groups = 1,
      bias = true,
      init = 'torch-default',
    } = config;
    refuseUnknownKeys(this.path, config, CONFIG);
    const padding = config.padding ?? Math.floor((kernelSize - 1) / 2);
    if (!Number.isInteger(stride) || stride < 1 || !Number.isInteger(padding) || padding < 0) {
      throw new ConfigError(
        'E_CONFIG_CONV',
        `${this.path}: stride is ${stride} and padding ${padding}, expected stride 1, 2, ... and padding 0, 1, 2, ...`,
      );
    }
    if (!Number.isInteger(groups) || groups < 1 || inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new ConfigError(
        'E_CONFIG_CONV',
        `${this.path}: groups is ${groups}, expected a divisor of ${inChannels} channels in and ${outChannels} out.`,
      );
    }
    this.kernelSize = kernelSize;
    this.#inChannels = inChannels;
    this.stride = stride;
    this.padding = padding;
    this.groups = groups;
    const fanIn = (inChannels / groups) * kernelSize * kernelSize;
    const official = init === 'torch-default';
    this.weight = this.parameter('weight', {
      shape: [outChannels, inChannels / groups, kernelSize, kernelSize],
      layout: 'conv',
      init: official ? torchDefault : init,
      fanIn,
    });
    if (bias) {
      this.bias = this.parameter('bias', {
        shape: [outChannels],
        layout: 'plain',
        init: official ? torchDefault : constant(0),
        fanIn,
      });
    }
  }

  /**
   * `[n, h, w, inChannels]` to `[n, h', w', outChannels]`.
   *
   * @throws ShapeError `E_SHAPE_CHANNELS` for an input of other channels.
   */
  forward(x: Tensor4D, activation: Activation = LINEAR): Tensor4D {
    checkChannels(this.path, x, 4, this.#inChannels);
    return convolve({
      x,
      filter: this.weight.variable,
      bias: this.bias?.variable,
      stride: this.stride,
      padding: this.padding,
      groups: this.groups,
      activation,
    });
  }
}
