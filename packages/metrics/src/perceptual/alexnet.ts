import { Conv2d, checkChannels, Module, type ModuleOptions } from '@srkit/nn';
import { maxPool, relu, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { normalisedByImageNet } from './imagenet';

/** AlexNet's convolutions as torchvision has them; before those marked, the maximum of 3x3 with stride 2. */
const LAYERS = [
  { index: 0, inChannels: 3, outChannels: 64, kernelSize: 11, stride: 4, padding: 2, pooled: false },
  { index: 3, inChannels: 64, outChannels: 192, kernelSize: 5, stride: 1, padding: 2, pooled: true },
  { index: 6, inChannels: 192, outChannels: 384, kernelSize: 3, stride: 1, padding: 1, pooled: true },
  { index: 8, inChannels: 384, outChannels: 256, kernelSize: 3, stride: 1, padding: 1, pooled: false },
  { index: 10, inChannels: 256, outChannels: 256, kernelSize: 3, stride: 1, padding: 1, pooled: false },
] as const;

/** AlexNet's five activations (Krizhevsky 2014), for LPIPS. State_dict: torchvision's `features.N`; `classifier` is ignored. */
export class AlexNetFeatures extends Module {
  readonly typeName = 'AlexNetFeatures';
  readonly #convs: readonly { readonly conv: Conv2d; readonly pooled: boolean }[];

  constructor(options: ModuleOptions = {}) {
    super(options);
    this.#convs = LAYERS.map(({ index, pooled, ...config }) => ({
      pooled,
      conv: this.child(`features.${index}`, () => new Conv2d(config)),
    }));
    this.requiresGrad(false).eval();
  }

  /** RGB `[n, h, w, 3]` in [0, 1], sides of 63 or more, to five activations, finest first. */
  forward(x: Tensor4D): Tensor4D[] {
    checkChannels(this.path, x, 4, 3);
    return tidy(() => {
      let y = normalisedByImageNet(x);
      return this.#convs.map(({ conv, pooled }) => {
        y = relu(conv.forward(pooled ? maxPool(y, 3, 2, 'valid') : y));
        return y;
      });
    });
  }

  protected override ignores(name: string): boolean {
    return /^classifier\.\d+\.(weight|bias)$/.test(name);
  }
}
