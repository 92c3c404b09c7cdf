export { naturalModelFromState } from './niqe/natural-model';
export { niqe } from './niqe/niqe';
export { Dists } from './perceptual/dists';
export { Lpips } from './perceptual/lpips';
export { CLASSICAL_X4, describeProtocol } from './protocol';
export { psnr } from './psnr';
export { msSsim, ssim } from './ssim';
