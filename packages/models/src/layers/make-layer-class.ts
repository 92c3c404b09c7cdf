import { ConfigError } from '@srkit/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import {
  LAYER_NETWORKS,
  type LayerConfigs,
  type LayerNetworkName,
  type LayerNetworks,
} from './layer-networks';
import type { LayerShape } from './layer-shape';
import { LayerWeight } from './layer-weight';

/** What the layer is made from, beside the arguments of every tf.js layer (`name`, `inputShape`, `trainable`, ...). */
export interface NetworkLayerArgs<Name extends LayerNetworkName> {
  readonly name?: string;
  /** Without the batch: `[height, width, channels]`, null for any size. Only for layers of one input. */
  readonly inputShape?: (number | null)[];
  readonly trainable?: boolean;
  /** The network's widths and depths. Default: the paper's; MAM, SAFM and dynamic aggregation have none. */
  readonly config?: LayerConfigs[Name];
  /** Seed of the initial values. Default 0. */
  readonly seed?: number;
  /** An existing network, whose variables the layer then shares; instead of `config`. */
  readonly network?: LayerNetworks[Name];
}

/** A layer class with the members of `Base` (`tf.layers.Layer`) and the network inside. */
export type NetworkLayerClass<Base extends AnyLayer, Name extends LayerNetworkName> = (new (
  args?: NetworkLayerArgs<Name>,
) => InstanceType<Base> & { readonly network: LayerNetworks[Name] }) &
  Omit<Base, 'prototype'> & { readonly className: string };

/** Any class, as far as TypeScript goes; `tf.layers.Layer` is meant. */
type AnyLayer = abstract new (args: never) => object;

/** What this adapter uses of `tf.layers.Layer`. */
interface LayerBase {
  readonly name: string;
  trainableWeights: LayerWeight[];
  nonTrainableWeights: LayerWeight[];
  build(inputShape: LayerShape | readonly LayerShape[]): void;
  getConfig(): Record<string, unknown>;
}

/** tfjs-layers hands over the shape of one input as it is, and those of several as a list. */
const listedShapes = (shapes: LayerShape | readonly LayerShape[]): readonly LayerShape[] =>
  Array.isArray(shapes[0]) ? (shapes as readonly LayerShape[]) : [shapes as LayerShape];

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
export const makeLayerClass = <Base extends AnyLayer, Name extends LayerNetworkName>(
  Layer: Base,
  networkName: Name,
): NetworkLayerClass<Base, Name> => {
  if (!Object.hasOwn(LAYER_NETWORKS, networkName)) {
    throw new ConfigError(
      'E_CONFIG_LAYER_NETWORK',
      `makeLayerClass: network is '${networkName}', expected one of ${Object.keys(LAYER_NETWORKS).join(', ')}.`,
    );
  }
  const Parent = Layer as unknown as new (args: NetworkLayerArgs<Name>) => LayerBase;
  const definition = LAYER_NETWORKS[networkName];

  class NetworkLayer extends Parent {
    static readonly className = `Srkit${networkName}`;
    readonly network: LayerNetworks[Name];

    constructor(args: NetworkLayerArgs<Name> = {}) {
      super(args);
      if (args.network && args.config) {
        throw new ConfigError(
          'E_CONFIG_LAYER_NETWORK',
          `${this.name}: both network and config are given, expected one of them.`,
        );
      }
      const { config = {} as LayerConfigs[Name], seed = 0 } = args;
      this.network = args.network ?? definition.create(config, { seed, deferred: true });
    }

    override build(inputShape: LayerShape | readonly LayerShape[]): void {
      this.computeOutputShape(inputShape);
      const weights = (entries: Iterable<readonly [string, ConstructorParameters<typeof LayerWeight>[1]]>) =>
        [...entries].map(([path, entry]) => new LayerWeight(`${this.name}/${path}`, entry));
      this.trainableWeights = weights(this.network.namedParameters());
      this.nonTrainableWeights = weights(this.network.namedBuffers());
      super.build(inputShape);
    }

    call(inputs: Tensor4D | Tensor4D[], { training = false }: { training?: boolean } = {}): Tensor4D {
      this.network.train(training);
      return definition.forward(this.network, Array.isArray(inputs) ? inputs : [inputs]);
    }

    computeOutputShape(inputShape: LayerShape | readonly LayerShape[]): LayerShape {
      return definition.outputShape(this.name, this.network, listedShapes(inputShape));
    }

    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), config: { ...this.network.config } };
    }
  }
  return NetworkLayer as unknown as NetworkLayerClass<Base, Name>;
};
