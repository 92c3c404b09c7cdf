// The sampling of deformable convolution as a module of its own, for backends whose tensors lie elsewhere.

export { differentiate, gather, locate, scatter } from '../../backend-wasm/assembly/shared/deform-samples';
