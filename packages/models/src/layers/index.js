export { makeLayerClass } from './make-layer-class';
