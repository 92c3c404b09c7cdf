import type { Module, ModuleOptions } from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import {
  checkSomeReferences,
  DynamicAggregation,
  type DynamicAggregationConfig,
  MultiReferenceAttention,
  type MultiReferenceAttentionConfig,
  RRDBNet,
  type RRDBNetConfig,
  SpatialAwareFiltering,
  type SpatialAwareFilteringConfig,
  SRVGGNetCompact,
  type SRVGGNetCompactConfig,
  type SuperResolutionNetwork,
} from '../index';
import { PRE_OFFSET_CHANNELS } from '../reference/levels';
import { checkInputCount, checkLayerShape, type LayerShape } from './layer-shape';

/** What each network that can be a layer is made from. */
export interface LayerConfigs {
  readonly RRDBNet: RRDBNetConfig;
  readonly SRVGGNetCompact: SRVGGNetCompactConfig;
  readonly MultiReferenceAttention: MultiReferenceAttentionConfig;
  readonly SpatialAwareFiltering: SpatialAwareFilteringConfig;
  readonly DynamicAggregation: DynamicAggregationConfig;
}

/** The networks and modules that can be a layer. */
export interface LayerNetworks {
  readonly RRDBNet: RRDBNet;
  readonly SRVGGNetCompact: SRVGGNetCompact;
  readonly MultiReferenceAttention: MultiReferenceAttention;
  readonly SpatialAwareFiltering: SpatialAwareFiltering;
  readonly DynamicAggregation: DynamicAggregation;
}

export type LayerNetworkName = keyof LayerNetworks;

/** How a module behaves as a layer. */
export interface LayerNetwork<Config, Network extends Module> {
  create(config: Config, options: ModuleOptions): Network;
  /** The output's shape; throws a `ShapeError` for inputs that the module cannot take. */
  outputShape(owner: string, network: Network, inputs: readonly LayerShape[]): LayerShape;
  forward(network: Network, inputs: readonly Tensor4D[]): Tensor4D;
}

/** The shape with other channels. */
const withChannels = (shape: LayerShape, channels: number): LayerShape => [...shape.slice(0, 3), channels];

const anySize = (channels: number): LayerShape => [null, null, null, channels];

const enlarging = <Config, Network extends SuperResolutionNetwork>(
  create: (config: Config, options: ModuleOptions) => Network,
): LayerNetwork<Config, Network> => ({
  create,
  outputShape: (owner, { inChannels, outChannels, scale }, inputs) => {
    checkInputCount(owner, inputs, ['the picture']);
    const [shape] = inputs as readonly [LayerShape];
    checkLayerShape(owner, 'the input', shape, anySize(inChannels));
    const [n, h, w] = shape as readonly [number | null, number | null, number | null];
    const enlarged = (side: number | null) => (side === null ? null : side * scale);
    return [n, enlarged(h), enlarged(w), outChannels];
  },
  forward: (network, [x]) => network.forward(x as Tensor4D),
});

/** Each module's inputs are a list in the order of its `forward`. */
export const LAYER_NETWORKS: {
  readonly [Name in LayerNetworkName]: LayerNetwork<LayerConfigs[Name], LayerNetworks[Name]>;
} = {
  RRDBNet: enlarging((config, options) => new RRDBNet(config, options)),
  SRVGGNetCompact: enlarging((config, options) => new SRVGGNetCompact(config, options)),
  MultiReferenceAttention: {
    create: (config, options) => new MultiReferenceAttention(config, options),
    outputShape: (owner, { config, outChannels }, inputs) => {
      const [target, ...references] = inputs as readonly [LayerShape, ...LayerShape[]];
      checkLayerShape(owner, 'the target', target, anySize(config.nf));
      checkSomeReferences(owner, references);
      references.forEach((shape, i) => {
        checkLayerShape(owner, `reference ${i}`, shape, withChannels(target, config.refNf));
      });
      return withChannels(target, outChannels);
    },
    forward: (network, [target, ...references]) => network.forward(target as Tensor4D, references),
  },
  SpatialAwareFiltering: {
    create: (config, options) => new SpatialAwareFiltering(config, options),
    outputShape: (owner, { config: { nf, channels } }, inputs) => {
      checkInputCount(owner, inputs, ['the target', 'the fused reference']);
      const [target, reference] = inputs as readonly [LayerShape, LayerShape];
      checkLayerShape(owner, 'the target', target, anySize(nf));
      checkLayerShape(owner, 'the fused reference', reference, withChannels(target, channels));
      return withChannels(target, channels);
    },
    forward: (network, [target, reference]) => network.forward(target as Tensor4D, reference as Tensor4D),
  },
  DynamicAggregation: {
    create: (config, options) => new DynamicAggregation(config, options),
    outputShape: (owner, { config: { inChannels, outChannels } }, inputs) => {
      checkInputCount(owner, inputs, ["the reference's features", 'feat', 'the pre-offset']);
      const [reference, feat, preOffset] = inputs as readonly [LayerShape, LayerShape, LayerShape];
      checkLayerShape(owner, 'feat', feat, anySize(inChannels));
      const [batch = null] = feat;
      checkLayerShape(owner, "the reference's features", reference, [batch, null, null, inChannels]);
      checkLayerShape(owner, 'the pre-offset', preOffset, withChannels(feat, PRE_OFFSET_CHANNELS));
      return withChannels(feat, outChannels);
    },
    forward: (network, [reference, feat, preOffset]) =>
      network.forward(reference as Tensor4D, feat as Tensor4D, preOffset as Tensor4D),
  },
};
