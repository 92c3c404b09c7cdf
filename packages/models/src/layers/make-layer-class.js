import { ConfigError } from '@srkit/core';
import { LAYER_NETWORKS, } from './layer-networks';
import { LayerWeight } from './layer-weight';
/** tfjs-layers hands over the shape of one input as it is, and those of several as a list. */
const listedShapes = (shapes) => Array.isArray(shapes[0]) ? shapes : [shapes];
/**
 * Makes a tf.js layer class of a network or module, to be used in `tf.sequential` or `tf.model`, trained with `fit`, and
 * saved and loaded after `tf.serialization.registerClass`. The base class is an argument, because this package
 * needs tfjs-core alone:
 *
 * ```ts
 * const RRDBNetLayer = makeLayerClass(tf.layers.Layer, 'RRDBNet');
 * tf.serialization.registerClass(RRDBNetLayer);
 * const model = tf.sequential({ layers: [new RRDBNetLayer({ inputShape: [null, null, 3] })] });
 * ```
 *
 * Modules of several inputs are applied to a list in the order of their `forward`: `MultiReferenceAttention` (MAM) to
 * `[target, ...references]`, `SpatialAwareFiltering` (SAFM) to `[target, fused]`, `DynamicAggregation` to `[reference,
 * feat, preOffset]`:
 *
 * ```ts
 * const Attention = makeLayerClass(tf.layers.Layer, 'MultiReferenceAttention');
 * const fused = new Attention({ config: { nf: 64, refNf: 256 } }).apply([target, ...references]);
 * ```
 *
 * The layer's weights are the network's own variables, in tfjs's layout; load checkpoints with
 * `layer.network.loadStateDict`. Applied to inputs that the network cannot take, a layer throws a `ShapeError`.
 *
 * @throws ConfigError for an unknown network, or a layer given both `network` and `config`, or a config that the
 *   network refuses.
 */
export const makeLayerClass = (Layer, networkName) => {
    if (!Object.hasOwn(LAYER_NETWORKS, networkName)) {
        throw new ConfigError('E_CONFIG_LAYER_NETWORK', `makeLayerClass: network is '${networkName}', expected one of ${Object.keys(LAYER_NETWORKS).join(', ')}.`);
    }
    const Parent = Layer;
    const definition = LAYER_NETWORKS[networkName];
    class NetworkLayer extends Parent {
        static className = `Srkit${networkName}`;
        network;
        constructor(args = {}) {
            super(args);
            if (args.network && args.config) {
                throw new ConfigError('E_CONFIG_LAYER_NETWORK', `${this.name}: both network and config are given, expected one of them.`);
            }
            const { config = {}, seed = 0 } = args;
            this.network = args.network ?? definition.create(config, { seed, deferred: true });
        }
        build(inputShape) {
            this.computeOutputShape(inputShape);
            const weights = (entries) => [...entries].map(([path, entry]) => new LayerWeight(`${this.name}/${path}`, entry));
            this.trainableWeights = weights(this.network.namedParameters());
            this.nonTrainableWeights = weights(this.network.namedBuffers());
            super.build(inputShape);
        }
        call(inputs, { training = false } = {}) {
            this.network.train(training);
            return definition.forward(this.network, Array.isArray(inputs) ? inputs : [inputs]);
        }
        computeOutputShape(inputShape) {
            return definition.outputShape(this.name, this.network, listedShapes(inputShape));
        }
        getConfig() {
            return { ...super.getConfig(), config: { ...this.network.config } };
        }
    }
    return NetworkLayer;
};
