import {
  addNode,
  Conv2d,
  convNode,
  type GraphNode,
  Module,
  maxPoolNode,
  multiplyNode,
  resizeToNode,
} from '@srkit/nn';

const RELU = { kind: 'relu' } as const;

/** Window and stride of the pooling. */
const POOL = 7;
const POOL_STRIDE = 3;

/** The least rows and columns of a picture of which the pooling has a window: halved by a filter of 3, then 7. */
export const ESA_LEAST_SIDE = 2 * POOL + 1;

/**
 * Enhanced spatial attention (Liu et al. 2020, section 3.3): features are weighted by a map that is computed at a sixth of
 * the resolution and stretched over the picture. RLFN's has one convolution there, EFDN's three. State: `conv1`, `conv_f`,
 * `conv_max`, `conv2`, `conv3`, `conv3_`, `conv4`.
 */
export class ESA extends Module {
  readonly typeName = 'ESA';
  readonly #first: Conv2d;
  readonly #skip: Conv2d;
  readonly #halving: Conv2d;
  /** At low resolution, with ReLU between them. */
  readonly #low: readonly Conv2d[];
  readonly #last: Conv2d;

  constructor(numFeat: number, esaFeat: number, convolutions: 1 | 3) {
    super();
    const conv = (name: string, config: { kernelSize?: number; stride?: number; padding?: number } = {}) =>
      this.child(name, () => new Conv2d({ inChannels: esaFeat, outChannels: esaFeat, ...config }));
    this.#first = this.child(
      'conv1',
      () => new Conv2d({ inChannels: numFeat, outChannels: esaFeat, kernelSize: 1 }),
    );
    this.#skip = conv('conv_f', { kernelSize: 1 });
    const before = convolutions === 3 ? [conv('conv_max')] : [];
    this.#halving = conv('conv2', { stride: 2, padding: 0 });
    this.#low = [...before, conv('conv3'), ...(convolutions === 3 ? [conv('conv3_')] : [])];
    this.#last = this.child(
      'conv4',
      () => new Conv2d({ inChannels: esaFeat, outChannels: numFeat, kernelSize: 1 }),
    );
  }

  describe(x: GraphNode): GraphNode {
    const { statePath } = this.#first;
    const name = (what: string): string => statePath.replace(/conv1$/, what);
    const first = convNode(this.#first, x);
    const pooled = maxPoolNode(name('max_pool'), convNode(this.#halving, first), POOL, POOL_STRIDE);
    const low = this.#low.reduce(
      (y, conv, i) => (i < this.#low.length - 1 ? convNode(conv, y, RELU) : convNode(conv, y)),
      pooled,
    );
    const stretched = resizeToNode(name('resize'), low, first, 'bilinear');
    const sum = addNode(name('sum'), stretched, convNode(this.#skip, first));
    return multiplyNode(name('output'), x, convNode(this.#last, sum, { kind: 'sigmoid' }));
  }
}
