import { Conv2d, checkChannels, Module } from '@srkit/nn';
import { maxPool, relu, tidy } from '@tensorflow/tfjs-core';
import { normalisedByImageNet } from './imagenet';
/** AlexNet's convolutions as torchvision has them; before those marked, the maximum of 3x3 with stride 2. */
const LAYERS = [
    { index: 0, inChannels: 3, outChannels: 64, kernelSize: 11, stride: 4, padding: 2, pooled: false },
    { index: 3, inChannels: 64, outChannels: 192, kernelSize: 5, stride: 1, padding: 2, pooled: true },
    { index: 6, inChannels: 192, outChannels: 384, kernelSize: 3, stride: 1, padding: 1, pooled: true },
    { index: 8, inChannels: 384, outChannels: 256, kernelSize: 3, stride: 1, padding: 1, pooled: false },
    { index: 10, inChannels: 256, outChannels: 256, kernelSize: 3, stride: 1, padding: 1, pooled: false },
];
/** AlexNet's five activations (Krizhevsky 2014), for LPIPS. State_dict: torchvision's `features.N`; `classifier` is ignored. */
export class AlexNetFeatures extends Module {
    typeName = 'AlexNetFeatures';
    #convs;
    constructor(options = {}) {
        super(options);
        this.#convs = LAYERS.map(({ index, pooled, ...config }) => ({
            pooled,
            conv: this.child(`features.${index}`, () => new Conv2d(config)),
        }));
        this.requiresGrad(false).eval();
    }
    /** RGB `[n, h, w, 3]` in [0, 1], sides of 63 or more, to five activations, finest first. */
    forward(x) {
        checkChannels(this.path, x, 4, 3);
        return tidy(() => {
            let y = normalisedByImageNet(x);
            return this.#convs.map(({ conv, pooled }) => {
                y = relu(conv.forward(pooled ? maxPool(y, 3, 2, 'valid') : y));
                return y;
            });
        });
    }
    ignores(name) {
        return /^classifier\.\d+\.(weight|bias)$/.test(name);
    }
}
