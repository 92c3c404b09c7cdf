import { ConfigError, ShapeError } from '@srkit/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { RRDBNet, type RRDBNetConfig } from '../networks/rrdbnet';
import { SRVGGNetCompact, type SRVGGNetCompactConfig } from '../networks/srvgg-net-compact';
import { LayerWeight } from './layer-weight';

interface Configs {
  readonly RRDBNet: RRDBNetConfig;
  readonly SRVGGNetCompact: SRVGGNetCompactConfig;
}

interface Networks {
  readonly RRDBNet: RRDBNet;
  readonly SRVGGNetCompact: SRVGGNetCompact;
}

/** Networks that can be a layer. */
export type LayerNetworkName = keyof Networks;

/** What the layer is made from, beside the arguments of every tf.js layer (`name`, `inputShape`, `trainable`, ...). */
export interface NetworkLayerArgs<Name extends LayerNetworkName> {
  readonly name?: string;
  /** Without the batch: `[height, width, channels]`, null for any size. */
  readonly inputShape?: (number | null)[];
  readonly trainable?: boolean;
  /** The network's widths and depths. Default: the paper's. */
  readonly config?: Configs[Name];
  /** Seed of the initial values. Default 0. */
  readonly seed?: number;
  /** An existing network, whose variables the layer then shares; instead of `config`. */
  readonly network?: Networks[Name];
}

/** A layer class with the members of `Base` (`tf.layers.Layer`) and the network inside. */
export type NetworkLayerClass<Base extends AnyLayer, Name extends LayerNetworkName> = (new (
  args?: NetworkLayerArgs<Name>,
) => InstanceType<Base> & { readonly network: Networks[Name] }) &
  Omit<Base, 'prototype'> & { readonly className: string };

/** Any class, as far as TypeScript goes; `tf.layers.Layer` is meant. */
type AnyLayer = abstract new (args: never) => object;

/** What this adapter uses of `tf.layers.Layer`. */
interface LayerBase {
  readonly name: string;
  trainableWeights: LayerWeight[];
  nonTrainableWeights: LayerWeight[];
  build(inputShape: LayerShape): void;
  getConfig(): Record<string, unknown>;
}

type LayerShape = readonly (number | null)[];

const CREATE: {
  readonly [Name in LayerNetworkName]: (config: Configs[Name], seed: number) => Networks[Name];
} = {
  RRDBNet: (config, seed) => new RRDBNet(config, { seed, deferred: true }),
  SRVGGNetCompact: (config, seed) => new SRVGGNetCompact(config, { seed, deferred: true }),
};

/**
 * Makes a tf.js layer class of a network, to be used in `tf.sequential` or `tf.model`, trained with `fit`, and
 * saved and loaded after `tf.serialization.registerClass`. The base class is an argument, because this package
 * needs tfjs-core alone:
 *
 * ```ts
 * const RRDBNetLayer = makeLayerClass(tf.layers.Layer, 'RRDBNet');
 * tf.serialization.registerClass(RRDBNetLayer);
 * const model = tf.sequential({ layers: [new RRDBNetLayer({ inputShape: [null, null, 3] })] });
 * ```
 *
 * The layer's weights are the network's own variables, in tfjs's layout; load checkpoints with
 * `layer.network.loadStateDict`.
 *
 * @throws ConfigError for an unknown network, or a layer given both `network` and `config`.
 */
export const makeLayerClass = <Base extends AnyLayer, Name extends LayerNetworkName>(
  Layer: Base,
  networkName: Name,
): NetworkLayerClass<Base, Name> => {
  if (!Object.hasOwn(CREATE, networkName)) {
    throw new ConfigError(
      'E_CONFIG_LAYER_NETWORK',
      `makeLayerClass: network is '${networkName}', expected one of ${Object.keys(CREATE).join(', ')}.`,
    );
  }
  const Parent = Layer as unknown as new (args: NetworkLayerArgs<Name>) => LayerBase;

  class NetworkLayer extends Parent {
    static readonly className = `Srkit${networkName}`;
    readonly network: Networks[Name];

    constructor(args: NetworkLayerArgs<Name> = {}) {
      super(args);
      if (args.network && args.config) {
        throw new ConfigError(
          'E_CONFIG_LAYER_NETWORK',
          `${this.name}: both network and config are given, expected one of them.`,
        );
      }
      this.network =
        args.network ?? CREATE[networkName](args.config ?? ({} as Configs[Name]), args.seed ?? 0);
    }

    override build(inputShape: LayerShape): void {
      this.#check(inputShape);
      const weights = (entries: Iterable<readonly [string, ConstructorParameters<typeof LayerWeight>[1]]>) =>
        [...entries].map(([path, entry]) => new LayerWeight(`${this.name}/${path}`, entry));
      this.trainableWeights = weights(this.network.namedParameters());
      this.nonTrainableWeights = weights(this.network.namedBuffers());
      super.build(inputShape);
    }

    call(inputs: Tensor4D | Tensor4D[], { training = false }: { training?: boolean } = {}): Tensor4D {
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      return this.network.train(training).forward(x as Tensor4D);
    }

    computeOutputShape(inputShape: LayerShape): LayerShape {
      this.#check(inputShape);
      const [n, h, w] = inputShape as [number | null, number | null, number | null];
      const enlarged = (side: number | null) => (side === null ? null : side * this.network.scale);
      return [n, enlarged(h), enlarged(w), this.network.outChannels];
    }

    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), config: { ...this.network.config } };
    }

    #check(shape: LayerShape): void {
      const { inChannels } = this.network;
      if (shape.length === 4 && shape[3] === inChannels) return;
      throw new ShapeError(
        'E_SHAPE_CHANNELS',
        `${this.name}: the input is [${shape.map(String)}], expected [batch, height, width, ${inChannels}].`,
      );
    }
  }
  return NetworkLayer as unknown as NetworkLayerClass<Base, Name>;
};
