// The order matters where one network contains another's parts.
const FOREIGN = [
    {
        name: 'ESRGAN+ (RRDBNet with noise and an extra 1x1 convolution in each block)',
        key: /\.RDB1\.conv1x1\.weight$/i,
    },
    { name: 'SPSR (ESRGAN with a gradient branch)', key: /^(f_HR_conv1\.0|b_concat_1|b_block_1)\./ },
    { name: 'HAT', key: /\.(overlap_attn|conv_block\.cab)\./ },
    { name: 'SRFormer', key: /\.attn\.aligned_relative_position_index$/ },
    { name: 'Swin2SR', key: /^layers\.0\.residual_group\.blocks\.0\.attn\.(cpb_mlp|logit_scale)/ },
    { name: 'SwinIR', key: /^layers\.0\.residual_group\.blocks\.0\.(attn|norm1|mlp)\./ },
    { name: 'DRCT', key: /^layers\.0\.swin1\./ },
    { name: 'DAT', key: /^before_RG\.1\.|^layers\.0\.blocks\.0\.attn\.qkv\./ },
    { name: 'SPAN', key: /^block_1\.c1_r\.(sk|eval_conv)\./ },
    { name: 'RLFN', key: /^block_1\.c1_r\.(weight|bias)$|^block_1\.esa\./ },
    { name: 'RealPLKSR', key: /^feats\.1\.channe_mixer\./ },
    { name: 'PLKSR', key: /^feats\.1\.(channel_mixer|lk)\./ },
    { name: 'OmniSR', key: /^residual_layer\.0\.residual_layer\./ },
    { name: 'SAFMN', key: /^feats\.0\.safm\./ },
    { name: 'RCAN', key: /\.conv_du\.0\.|^body\.0\.rcab\.0\./ },
    { name: 'EDSR', key: /^(body\.0\.body\.0\.weight|conv_after_body\.weight)$/ },
    { name: 'MSRResNet (SRResNet)', key: /^body\.0\.conv1\.weight$/ },
    { name: 'Real-CUGAN', key: /^unet1\.conv1\.conv\.0\./ },
    { name: 'IMDN', key: /^IMDB1\.c1\./ },
    { name: 'RFDN', key: /^B1\.c1_d\.(weight|0\.)/ },
    { name: 'BSRN', key: /^B1\.c1_d\.pw\./ },
    { name: 'CARN', key: /^(b1\.b1\.body|c1\.body\.0|b1\.c1\.body)\./ },
    { name: 'NAFNet', key: /^middle_blks\.0\./ },
    { name: 'Restormer', key: /^encoder_level1\.0\.attn\.temperature$/ },
    { name: 'GFPGAN (face restoration)', key: /^stylegan_decoder\./ },
    { name: 'CodeFormer (face restoration)', key: /^quantize\.embedding\./ },
    { name: 'EDVR (video)', key: /^pcd_align\./ },
    { name: 'BasicVSR (video)', key: /^spynet\./ },
    { name: 'Stable Diffusion', key: /^model\.diffusion_model\./ },
    { name: 'the linear heads of LPIPS, a metric', key: /^lin0\.model\.1\.weight$/ },
];
/** What a state_dict of those names is, if it is a network that srkit knows by name only. */
export const foreignNetwork = (names) => {
    const all = [...names];
    return FOREIGN.find(({ key }) => all.some((name) => key.test(name)))?.name;
};
