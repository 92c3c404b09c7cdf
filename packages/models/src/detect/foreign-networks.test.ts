import { describe, expect, it } from 'vitest';
import { foreignNetwork } from './foreign-networks';

// Names of parameters as the modules of the official repositories give them; several of each, because what is characteristic
// of one network is often a part of another.
const NAMES: readonly (readonly [network: string, names: string])[] = [
  [
    'HAT',
    'conv_first.weight layers.0.residual_group.blocks.0.attn.qkv.weight layers.0.residual_group.blocks.0.conv_block.cab.0.weight layers.0.residual_group.overlap_attn.qkv.weight conv_after_body.weight',
  ],
  [
    'SwinIR',
    'conv_first.weight layers.0.residual_group.blocks.0.norm1.weight layers.0.residual_group.blocks.0.attn.qkv.weight conv_after_body.weight',
  ],
  [
    'Swin2SR',
    'conv_first.weight layers.0.residual_group.blocks.0.attn.logit_scale layers.0.residual_group.blocks.0.attn.cpb_mlp.0.weight conv_after_body.weight',
  ],
  [
    'SRFormer',
    'conv_first.weight layers.0.residual_group.blocks.0.norm1.weight layers.0.residual_group.blocks.0.attn.aligned_relative_position_index conv_after_body.weight',
  ],
  ['DRCT', 'conv_first.weight layers.0.swin1.attn.qkv.weight layers.0.adjust1.weight conv_after_body.weight'],
  [
    'ATD',
    'conv_first.weight layers.0.residual_group.td layers.0.residual_group.layers.0.sigma conv_after_body.weight',
  ],
  ['CRAFT', 'conv_first.weight layers.0.residual_group.hf_blocks.0.attn.temperature conv_after_body.weight'],
  [
    'GRL',
    'conv_first.weight norm_start.weight layers.0.blocks.0.attn.window_attn.attn_transform.logit_scale conv_after_body.weight',
  ],
  [
    'DAT',
    'conv_first.weight before_RG.1.weight layers.0.blocks.0.attn.qkv.weight layers.0.blocks.0.ffn.sg.conv.weight conv_after_body.weight',
  ],
  [
    'RGT',
    'conv_first.weight before_RG.1.weight layers.0.blocks.0.gamma layers.0.blocks.0.attn.qkv.weight conv_after_body.weight',
  ],
  ['PLKSR', 'feats.0.weight feats.1.channe_mixer.0.weight feats.1.lk.conv.weight feats.1.refine.weight'],
  [
    'RealPLKSR',
    'feats.0.weight feats.1.channe_mixer.0.weight feats.1.lk.conv.weight feats.1.refine.weight feats.1.norm.weight',
  ],
  [
    'RealPLKSR',
    'feats.0.weight feats.1.channel_mixer.0.weight feats.1.lk.conv.weight feats.1.layer_norm.weight',
  ],
  [
    'OmniSR',
    'residual_layer.0.residual_layer.0.layer.0.fn.0.weight residual_layer.0.esa.conv1.weight input.weight up.0.weight',
  ],
  ['RCAN', 'head.0.weight body.0.body.0.body.0.weight body.0.body.0.body.3.conv_du.0.weight tail.1.weight'],
  [
    'RCAN',
    'conv_first.weight body.0.residual_group.0.rcab.0.weight body.0.residual_group.0.rcab.3.attention.1.weight conv_after_body.weight',
  ],
  [
    'MSRResNet (SRResNet)',
    'conv_first.weight body.0.conv1.weight body.0.conv2.weight upconv1.weight conv_hr.weight conv_last.weight',
  ],
  [
    'IMDN',
    'fea_conv.weight IMDB1.c1.weight IMDB1.c5.weight IMDB1.cca.conv_du.0.weight c.0.weight LR_conv.weight upsampler.0.weight',
  ],
  [
    'RFDN',
    'fea_conv.weight B1.c1_d.weight B1.c1_r.weight B1.esa.conv1.weight c.0.weight LR_conv.weight upsampler.0.weight',
  ],
  [
    'BSRN',
    'fea_conv.pw.weight fea_conv.dw.weight B1.c1_d.weight B1.c1_r.pw.weight B1.esa.conv1.weight B1.cca.conv_du.0.weight c1.weight',
  ],
  ['Real-CUGAN', 'unet1.conv1.conv.0.weight unet1.conv2.seblock.conv1.weight unet2.conv5.weight'],
  [
    'MM-RealSR',
    'conv_first.weight body.0.rdb1.conv1.weight conv_body.weight de_net.conv_first.0.weight am_list.0.fc.0.weight',
  ],
  ['MoSR', 'gblocks.0.weight gblocks.1.norm.weight gblocks.1.fc1.weight gblocks.1.conv.weight'],
  [
    'SeemoRe',
    'conv_1.weight body.0.local_block.norm_1.weight body.0.local_block.block.agg_conv.0.weight upsampler.0.weight',
  ],
  ['DITN', 'sft.weight UFONE.0.ITLs.0.attn.temperature conv_after_body.weight upsample.0.weight'],
  ['NAFNet', 'intro.weight middle_blks.0.beta middle_blks.0.conv1.weight ending.weight'],
  ['Restormer', 'patch_embed.proj.weight encoder_level1.0.attn.temperature latent.0.attn.temperature'],
  ['GFPGAN (face restoration)', 'toRGB.0.weight stylegan_decoder.style_mlp.1.weight'],
  [
    'CodeFormer (face restoration)',
    'position_emb idx_pred_layer.1.weight quantize.embedding.weight encoder.blocks.0.weight',
  ],
  [
    'RestoreFormer (face restoration)',
    'quantize.embedding.weight encoder.conv_in.weight decoder.conv_out.weight',
  ],
  ['EDVR (video)', 'conv_first.weight pcd_align.offset_conv1.l3.weight conv_last.weight'],
  ['BasicVSR (video)', 'spynet.basic_module.0.basic_module.0.weight backward_trunk.main.0.weight'],
];

describe('networks that srkit does not run', () => {
  it.each(NAMES)('%s is called so', (network, names) => {
    expect(foreignNetwork(names.split(' '))).toBe(network);
  });

  it('what it runs is none of them', () => {
    for (const names of [
      'conv_first.weight body.0.rdb1.conv1.weight conv_body.weight conv_up1.weight conv_hr.weight conv_last.weight',
      'model.0.weight model.1.sub.0.RDB1.conv1.0.weight model.3.weight model.10.weight',
      'body.0.weight body.1.weight body.2.weight',
      'conv_1.sk.weight block_1.c1_r.sk.weight block_1.c1_r.eval_conv.weight conv_cat.weight upsampler.0.weight',
      'conv_1.weight block_1.c1_r.weight block_1.c5.weight block_1.esa.conv_f.weight conv_2.weight upsampler.0.weight',
      'to_feat.weight feats.0.norm1.weight feats.0.safm.mfr.0.weight feats.0.ccm.ccm.0.weight to_img.0.weight',
      'head.0.weight body.0.body.0.weight body.0.body.2.weight tail.0.0.weight tail.1.weight',
      'head.weight cells.0.conv1.conv1x1.weight cells.0.att.conv1.weight local_fuse.0.weight tail.0.weight',
      'sub_mean.shifter.weight entry.weight b1.b1.body.0.weight b1.c1.body.0.weight c1.body.0.weight exit.weight',
    ]) {
      expect(foreignNetwork(names.split(' '))).toBeUndefined();
    }
  });
});
