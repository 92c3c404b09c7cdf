import { refuseUnknownKeys } from '@srkit/core';
import {
  Conv2d,
  checkedCount,
  convNode,
  type GraphNode,
  graphFunction,
  grouped,
  type Initialiser,
  kaimingNormal,
  Module,
  type ModuleOptions,
} from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { LEAKY } from './activation';
import { type ResidualBlockNoBN, residualBody } from './residual-block-no-bn';

export interface ContentExtractorConfig {
  /** Channels of the picture. Default 3. */
  readonly inNc?: number;
  /** Feature channels. Default 64. */
  readonly nf?: number;
  /** Residual blocks. Default 16. */
  readonly nBlocks?: number;
  /** Initial weights. Default: Kaiming normal times 0.1. */
  readonly init?: Initialiser;
}

/**
 * Features of the low-resolution picture itself (C2-Matching, section 3.4): one convolution and residual blocks,
 * without a skip around them. State_dict prefix `content_extractor`; names `conv_first`, `body.{b}`.
 */
export class ContentExtractor extends Module {
  readonly typeName = 'ContentExtractor';
  readonly #convFirst: Conv2d;
  readonly #body: readonly ResidualBlockNoBN[];
  readonly #run;

  /** @throws ConfigError for counts that are not positive integers. */
  constructor(config: ContentExtractorConfig = {}, options: ModuleOptions = {}) {
    super(options);
    refuseUnknownKeys(this.path, config, ['inNc', 'nf', 'nBlocks', 'init']);
    const { inNc = 3, nf = 64, nBlocks = 16, init = kaimingNormal(0.1) } = config;
    checkedCount(this.path, 'inNc', inNc);
    checkedCount(this.path, 'nf', nf);
    checkedCount(this.path, 'nBlocks', nBlocks, 0);
    this.#convFirst = this.child('conv_first', () => new Conv2d({ inChannels: inNc, outChannels: nf, init }));
    this.#body = residualBody((name, build) => this.child(name, build), 'body', nBlocks, {
      numFeat: nf,
      init,
    });
    this.#run = graphFunction([inNc], ([x]) => this.describe(x as GraphNode));
  }

  /** Adds the extractor's nodes behind the picture. */
  describe(x: GraphNode): GraphNode {
    const { statePath: name, typeName: type } = this;
    return grouped({ name, type, inputs: [x] }, () =>
      this.#body.reduce((y, block) => block.describe(y), convNode(this.#convFirst, x, LEAKY)),
    );
  }

  /** `[n, h, w, inNc]` to `[n, h, w, nf]`. */
  forward(x: Tensor4D): Tensor4D {
    return this.#run([x]);
  }
}
