import { normal } from '@srkit/nn';
/**
 * The official `srntt_init_weights(net, 'normal', 0.02)`: N(0, 0.02) for every convolution, whatever its width; biases
 * are 0. It runs over the whole network and replaces the blocks' own initialisation; deformable convolutions are left
 * out, because it goes by class names that contain "Conv".
 */
export const srnttInit = normal(0, 0.02);
