export type { LayerConfigs, LayerNetworkName, LayerNetworks } from './layer-networks';
export { makeLayerClass, type NetworkLayerArgs, type NetworkLayerClass } from './make-layer-class';
