/** A network that srkit does not run, and a name of a parameter that only it has, or that it has beside another one. */
interface ForeignNetwork {
  readonly name: string;
  readonly key: RegExp;
  readonly and?: RegExp;
}

// From the official repositories' modules, and where there are two forms (BasicSR's and its author's) from both. The order
// matters where one network contains another's parts.
const FOREIGN: readonly ForeignNetwork[] = [
  {
    name: 'ESRGAN+ (RRDBNet with noise and an extra 1x1 convolution in each block)',
    key: /\.RDB1\.conv1x1\.weight$/i,
  },
  { name: 'SPSR (ESRGAN with a gradient branch)', key: /^(f_HR_conv1\.0|b_concat_1|b_block_1)\./ },
  { name: 'MM-RealSR', key: /^de_net\.conv_first\.0\./ },
  { name: 'HAT', key: /\.(overlap_attn|conv_block\.cab)\./ },
  { name: 'SRFormer', key: /\.attn\.aligned_relative_position_index$/ },
  { name: 'Swin2SR', key: /^layers\.0\.residual_group\.blocks\.0\.attn\.(cpb_mlp|logit_scale)/ },
  { name: 'SwinIR', key: /^layers\.0\.residual_group\.blocks\.0\.(attn|norm1|mlp)\./ },
  { name: 'DRCT', key: /^layers\.0\.swin1\./ },
  { name: 'ATD', key: /^layers\.0\.residual_group\.td$/ },
  { name: 'CRAFT', key: /^layers\.0\.residual_group\.hf_blocks\.0\./ },
  { name: 'GRL', key: /^layers\.0\.blocks\.0\.attn\.(window|stripe)_attn\./ },
  { name: 'RGT', key: /^before_RG\.1\./, and: /^layers\.0\.blocks\.0\.gamma$/ },
  { name: 'DAT', key: /^before_RG\.1\.|^layers\.0\.blocks\.0\.attn\.qkv\./ },
  // Both have a `channe_mixer`; the second one has a norm, or spells it otherwise.
  { name: 'RealPLKSR', key: /^feats\.1\.(channel_mixer|norm|layer_norm)\./ },
  { name: 'PLKSR', key: /^feats\.1\.(channe_mixer|lk)\./ },
  { name: 'MoSR', key: /^gblocks\.1\.fc1\./ },
  { name: 'SeemoRe', key: /^body\.0\.local_block\.block\.agg_conv\./ },
  { name: 'DITN', key: /^UFONE\.0\.ITLs\.0\./ },
  { name: 'OmniSR', key: /^residual_layer\.0\.residual_layer\./ },
  { name: 'RCAN', key: /^body\.0\.(body\.0\.body\.3\.conv_du|residual_group\.0\.rcab)\.0\./ },
  { name: 'MSRResNet (SRResNet)', key: /^body\.0\.conv1\.weight$/ },
  { name: 'Real-CUGAN', key: /^unet1\.conv1\.conv\.0\./ },
  { name: 'IMDN', key: /^IMDB1\.c1\./ },
  { name: 'BSRN', key: /^B1\.(cca\.conv_du|c1_r\.pw1?)\./ },
  { name: 'RFDN', key: /^B1\.c1_d\.weight$/ },
  { name: 'NAFNet', key: /^middle_blks\.0\./ },
  { name: 'Restormer', key: /^encoder_level1\.0\.attn\.temperature$/ },
  { name: 'GFPGAN (face restoration)', key: /^stylegan_decoder\./ },
  { name: 'CodeFormer (face restoration)', key: /^idx_pred_layer\.1\./ },
  { name: 'RestoreFormer (face restoration)', key: /^quantize\.embedding\./, and: /^encoder\.conv_in\./ },
  { name: 'FeMaSR', key: /^multiscale_encoder\.in_conv\./, and: /^quantize_group\.0\./ },
  { name: 'SCUNet (denoising)', key: /^m_head\.0\.weight$/, and: /^m_tail\.0\.weight$/ },
  { name: 'Uformer (restoration)', key: /^encoderlayer_0\.blocks\.0\./ },
  { name: 'FBCNN (artefacts of JPEG)', key: /^qf_pred\.0\./ },
  { name: 'LaMa (inpainting)', key: /^(generator\.)?model\.1\.bn_l\./ },
  { name: 'EDVR (video)', key: /^pcd_align\./ },
  { name: 'BasicVSR (video)', key: /^spynet\./ },
  { name: 'Stable Diffusion', key: /^model\.diffusion_model\./ },
  { name: 'the linear heads of LPIPS, a metric', key: /^lin0\.model\.1\.weight$/ },
];

/** What a state_dict of those names is, if it is a network that srkit knows by name only. */
export const foreignNetwork = (names: Iterable<string>): string | undefined => {
  const all = [...names];
  const has = (key: RegExp): boolean => all.some((name) => key.test(name));
  return FOREIGN.find(({ key, and }) => has(key) && (and === undefined || has(and)))?.name;
};
