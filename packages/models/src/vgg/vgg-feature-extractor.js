import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { activationNode, Conv2d, checkChannels, convNode, Graph, inputNode, maxPoolNode, pointwiseNode, } from '@srkit/nn';
import { add, div, mul, reshape, sub, tensor1d } from '@tensorflow/tfjs-core';
import { OfficialNetwork } from '../official-network';
import { vggLayers } from './vgg-layers';
/** Mean and standard deviation of ImageNet's pictures, RGB in [0, 1], as torchvision's networks expect them taken out. */
export const IMAGENET_MEAN = [0.485, 0.456, 0.406];
export const IMAGENET_STD = [0.229, 0.224, 0.225];
/**
 * VGG's features (Simonyan & Zisserman, table 1, configurations D and E) for perceptual losses and reference matching. Evaluated only up to the deepest layer asked for;
 * gradients flow to the input. State_dict prefix `features` or `vgg_net`; see `names`.
 */
export class VGGFeatureExtractor extends OfficialNetwork {
    typeName = 'VGGFeatureExtractor';
    config;
    #steps;
    #smallestSide;
    #graph;
    #norm;
    /** @throws ConfigError for an unknown network, layer or naming, or no layer at all. */
    constructor(config, options = {}) {
        super(options);
        const { layers, vggType = 'vgg19', useInputNorm = true, rangeNorm = false } = config;
        const { names = 'torchvision', trainable = false } = config;
        if (names !== 'torchvision' && names !== 'conv') {
            throw new ConfigError('E_CONFIG_VGG_NAMES', `${this.path}: names is '${names}', expected torchvision or conv.`);
        }
        const prefix = config.prefix ?? (names === 'conv' ? 'vgg_net' : 'features');
        this.config = { layers, vggType, useInputNorm, rangeNorm, names, prefix, trainable };
        refuseUnknownKeys(this.path, config, Object.keys(this.config));
        const needed = vggLayers(vggType, layers);
        this.#smallestSide = 2 ** needed.filter(({ kind }) => kind === 'pool').length;
        if (useInputNorm && names === 'conv') {
            const shape = [1, 3, 1, 1];
            this.#norm = {
                mean: this.buffer('mean', { shape, init: () => Float32Array.from(IMAGENET_MEAN) }),
                std: this.buffer('std', { shape, init: () => Float32Array.from(IMAGENET_STD) }),
            };
        }
        this.#steps = needed.map((layer) => {
            if (layer.kind !== 'conv')
                return layer;
            const name = `${prefix}.${names === 'conv' ? layer.name : layer.index}`;
            const { inChannels, outChannels } = layer;
            return { ...layer, conv: this.child(name, () => new Conv2d({ inChannels, outChannels })) };
        });
        if (!trainable)
            this.requiresGrad(false).eval();
    }
    /**
     * RGB `[n, h, w, 3]` to the features, by name: `convX_Y` and `reluX_Y` lie at `floor(h / 2^(X-1))`, `poolX` at
     * half of that.
     *
     * @throws ShapeError for other channels, or when the picture is too small for the deepest layer.
     */
    forward(x) {
        // A gray picture would be broadcast to three channels by the normalisation.
        checkChannels(this.path, x, 4, IMAGENET_MEAN.length);
        const [, h, w] = x.shape;
        const smallest = this.#smallestSide;
        if (Math.min(h, w) < smallest) {
            throw new ShapeError('E_SHAPE_SIDE', `${this.path}: the input is ${h}x${w} (height x width), expected ${smallest} or more on each side for ${this.config.layers.join(', ')}; enlarge it or ask for shallower layers.`);
        }
        const maps = this.graph.run([x]);
        return Object.fromEntries(this.#returned.map((name, i) => [name, maps[i]]));
    }
    /** Names of the features in the order of the graph's outputs. */
    get #returned() {
        return this.#steps.map(({ name }) => name).filter((name) => this.config.layers.includes(name));
    }
    /** The network's steps, from the picture to each of the features, the shallowest first. */
    get graph() {
        this.#graph ??= this.#describe();
        return this.#graph;
    }
    #describe() {
        const picture = inputNode('picture', IMAGENET_MEAN.length);
        const features = [];
        const isReturned = ({ name }) => this.config.layers.includes(name);
        const step = (x, { kind, name, conv }, i) => {
            // A convolution that nobody asks for is never held without its activation.
            const isJoined = (at) => {
                const [before, after] = [this.#steps[at], this.#steps[at + 1]];
                return before?.kind === 'conv' && after?.kind === 'relu' && !isReturned(before);
            };
            if (conv)
                return convNode(conv, x, isJoined(i) ? { kind: 'relu' } : undefined);
            if (isJoined(i - 1))
                return x;
            return kind === 'pool' ? maxPoolNode(name, x, 2) : activationNode(name, x, { kind: 'relu' });
        };
        this.#steps.reduce((before, layer, i) => {
            const x = step(before, layer, i);
            if (isReturned(layer))
                features.push(x);
            return x;
        }, this.#normalised(picture));
        return new Graph([picture], features);
    }
    #normalised(picture) {
        const { rangeNorm, useInputNorm } = this.config;
        const x = rangeNorm
            ? pointwiseNode('range_norm', 'rangeNorm', [picture], IMAGENET_MEAN.length, ([y]) => mul(add(y, 1), 0.5))
            : picture;
        if (!useInputNorm)
            return x;
        return pointwiseNode('input_norm', 'normalise', [x], IMAGENET_MEAN.length, ([y]) => {
            const centre = this.#norm
                ? reshape(this.#norm.mean.variable, [3])
                : tensor1d([...IMAGENET_MEAN]);
            const spread = this.#norm ? reshape(this.#norm.std.variable, [3]) : tensor1d([...IMAGENET_STD]);
            return div(sub(y, centre), spread);
        });
    }
    ignores(name) {
        const { names, prefix } = this.config;
        if (names !== 'torchvision')
            return false;
        return [prefix, 'classifier'].some((part) => name.startsWith(`${part}.`) && /^\d+\.(weight|bias)$/.test(name.slice(part.length + 1)));
    }
}
