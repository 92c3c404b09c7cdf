import { ConfigError } from '@srkit/core';
import type { AddChild } from '@srkit/nn';
import { Conv2d, checkedCount, type Initialiser, kaimingNormal, Module, type ModuleOptions } from '@srkit/nn';
import { add, mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { RELU } from './activation';

export interface ResidualBlockConfig {
  /** Channels. Default 64. */
  readonly numFeat?: number;
  /** What the branch is multiplied by before the input is added. Default 1. */
  readonly resScale?: number;
  /** Initial weights. Default: Kaiming normal times 0.1, as the block alone has it in the official code. */
  readonly init?: Initialiser;
}

/**
 * Residual block without batch normalisation: convolution, ReLU, convolution, times `resScale`, plus the input (EDSR,
 * figure 2c and section 3.3).
 * State_dict names `conv1`, `conv2`.
 */
export class ResidualBlockNoBN extends Module {
  readonly typeName = 'ResidualBlockNoBN';
  readonly #conv1: Conv2d;
  readonly #conv2: Conv2d;
  readonly #resScale: number;

  /** @throws ConfigError for a count that is not a positive integer or a `resScale` that is not finite. */
  constructor(config: ResidualBlockConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numFeat = 64, resScale = 1, init = kaimingNormal(0.1) } = config;
    checkedCount(this.path, 'numFeat', numFeat);
    if (!Number.isFinite(resScale)) {
      throw new ConfigError(
        'E_CONFIG_RES_SCALE',
        `${this.path}: resScale is ${resScale}, expected a finite number.`,
      );
    }
    this.#resScale = resScale;
    const same = () => new Conv2d({ inChannels: numFeat, outChannels: numFeat, init });
    this.#conv1 = this.child('conv1', same);
    this.#conv2 = this.child('conv2', same);
  }

  /** `[n, h, w, numFeat]` to the same shape. */
  forward(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const hidden = this.#conv1.forward(x, RELU);
      const residual = this.#conv2.forward(hidden);
      hidden.dispose();
      if (this.#resScale === 1) return add(residual, x);
      const scaled = mul(residual, this.#resScale);
      residual.dispose();
      return add(scaled, x);
    });
  }
}

/** Declares `count` blocks as `name.0`, `name.1`, ... */
export const residualBody = (
  child: AddChild,
  name: string,
  count: number,
  config: ResidualBlockConfig,
): ResidualBlockNoBN[] =>
  Array.from({ length: count }, (_, b) => child(`${name}.${b}`, () => new ResidualBlockNoBN(config)));

/** Runs blocks one after the other, freeing what lies between them. */
export const runBody = (body: readonly ResidualBlockNoBN[], x: Tensor4D): Tensor4D => {
  let y = x;
  for (const block of body) {
    const next = block.forward(y);
    if (y !== x) y.dispose();
    y = next;
  }
  return y;
};
