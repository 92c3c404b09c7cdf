import { ConfigError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { planFromOfficial } from './plan-from-official';

const GAN = `
name: gan
model_type: RealESRGANModel
scale: 4
num_gpu: auto
manual_seed: 0
l1_gt_usm: True
percep_gt_usm: True
gan_gt_usm: False
resize_prob: [0.2, 0.7, 0.1]
resize_range: [0.15, 1.5]
gaussian_noise_prob: 0.5
noise_range: [1, 20]
poisson_scale_range: [0.05, 3]
gray_noise_prob: 0.4
jpeg_range: [30, 95]
second_blur_prob: 0.8
resize_prob2: [0.3, 0.4, 0.3]
resize_range2: [0.3, 1.2]
gaussian_noise_prob2: 0.5
noise_range2: [1, 25]
poisson_scale_range2: [0.05, 2.5]
gray_noise_prob2: 0.4
jpeg_range2: [30, 95]
gt_size: 128
queue_size: 60
datasets:
  train:
    name: DF2K
    type: RealESRGANDataset
    dataroot_gt: datasets/DF2K
    meta_info: datasets/DF2K/meta_info/list.txt
    io_backend: { type: disk }
    blur_kernel_size: 21
    kernel_list: ['iso', 'aniso']
    kernel_prob: [0.5, 0.5]
    sinc_prob: 0.1
    blur_sigma: [0.2, 3]
    betag_range: [0.5, 4]
    betap_range: [1, 2]
    blur_kernel_size2: 21
    kernel_list2: ['iso', 'aniso']
    kernel_prob2: [0.5, 0.5]
    sinc_prob2: 0.1
    blur_sigma2: [0.2, 1.5]
    betag_range2: [0.5, 4]
    betap_range2: [1, 2]
    final_sinc_prob: 0.8
    gt_size: 128
    use_hflip: True
    use_rot: False
    use_shuffle: true
    num_worker_per_gpu: 5
    batch_size_per_gpu: 12
    dataset_enlarge_ratio: 1
    prefetch_mode: ~
network_g: { type: RRDBNet, num_in_ch: 3, num_out_ch: 3, num_feat: 64, num_block: 23, num_grow_ch: 32 }
network_d: { type: UNetDiscriminatorSN, num_in_ch: 3, num_feat: 64, skip_connection: True }
path:
  pretrain_network_g: net.pth
  param_key_g: params_ema
  strict_load_g: true
  resume_state: ~
train:
  ema_decay: 0.999
  optim_g: { type: Adam, lr: !!float 1e-4, weight_decay: 0, betas: [0.9, 0.99] }
  optim_d: { type: Adam, lr: !!float 1e-4, weight_decay: 0, betas: [0.9, 0.99] }
  scheduler: { type: MultiStepLR, milestones: [400000], gamma: 0.5 }
  total_iter: 400000
  warmup_iter: -1
  pixel_opt: { type: L1Loss, loss_weight: 1.0, reduction: mean }
  perceptual_opt:
    type: PerceptualLoss
    layer_weights: { 'conv1_2': 0.1, 'conv5_4': 1 }
    vgg_type: vgg19
    use_input_norm: true
    perceptual_weight: !!float 1.0
    style_weight: 0
    range_norm: false
    criterion: l1
  gan_opt: { type: GANLoss, gan_type: vanilla, real_label_val: 1.0, fake_label_val: 0.0, loss_weight: !!float 1e-1 }
  net_d_iters: 2
  net_d_init_iters: 0
logger:
  print_freq: 100
  save_checkpoint_freq: !!float 5e3
  use_tb_logger: true
  wandb: { project: ~, resume_id: ~ }
dist_params: { backend: nccl, port: 29500 }
`;

const C2 = (model: string, rest: string): string => `
name: stage
use_tb_logger: true
model_type: ${model}
map_type: online_CUFED_swap
scale: 4
crop_border: ~
set_CUDA_VISIBLE_DEVICES: ~
gpu_ids: [4]
datasets:
  train:
    name: CUFED
    type: ${model === 'RefRestorationModel' ? 'RefCUFEDDataset' : 'ContrasDataset'}
    dataroot_in: ./datasets/CUFED/input
    dataroot_ref: ./datasets/CUFED/ref
    io_backend: { type: disk }
    gt_size: 160
    use_flip: true
    use_rot: true
    bicubic_model: PIL
    use_shuffle: true
    n_workers: 6
    batch_size: 9
    dataset_enlarge_ratio: 1000
${rest}
val: { val_freq: !!float 5e3, save_img: True }
logger: { print_freq: 100, save_checkpoint_freq: !!float 5e3 }
dist_params: { backend: nccl, port: 29746 }
`;

const TEACHER = C2(
  'TeacherContrasModel',
  `network_g: { type: ContrasExtractorSep }
path: { pretrain_model_g: ~, strict_load: true, resume_state: ~ }
train: { lr_g: !!float 1e-3, lr_scheme: MultiStepLR, niter: 5000, warmup_iter: -1, lr_steps: ~, lr_gamma: ~,
  manual_seed: 10, margin: 1.0, safe_radius: 4, scaling_steps: 2 }`,
);

const STUDENT = C2(
  'StudentContrasDistillationModel',
  `network_student: { type: ContrasExtractorSep }
network_teacher: { type: ContrasExtractorSep }
path: { pretrain_model_student: ~, pretrain_model_teacher: teacher.pth, strict_load: true, resume_state: ~ }
train: { lr_g: !!float 1e-3, lr_scheme: MultiStepLR, niter: 75000, warmup_iter: -1, lr_steps: [72545], lr_gamma: 0.1,
  manual_seed: 10, margin: 1.0, safe_radius: 4, scaling_steps: 2, distill_weight: 15.0, temperature: 0.15 }`,
);

const STAGE3 = C2(
  'RefRestorationModel',
  `network_g: { type: RestorationNet, ngf: 64, n_blocks: 16, groups: 8 }
network_d: { type: ImageDiscriminator, in_nc: 3, ndf: 32 }
network_map: { type: CorrespondenceGenerationArch, patch_size: 3, stride: 1,
  vgg_layer_list: ['relu1_1', 'relu2_1', 'relu3_1'], vgg_type: 'vgg19' }
network_extractor: { type: ContrasExtractorSep }
path: { pretrain_model_g: ~, pretrain_model_d: ~, pretrain_model_feature_extractor: student.pth, strict_load: true, resume_state: ~ }
train:
  lr_g: !!float 1e-4
  lr_offset: !!float 1e-4
  lr_relu2_offset: !!float 1e-5
  lr_relu3_offset: !!float 1e-6
  weight_decay_g: 0
  beta_g: [0.9, 0.999]
  lr_d: !!float 1e-4
  weight_decay_d: 0
  beta_d: [0.9, 0.999]
  lr_scheme: MultiStepLR
  niter: 255000
  warmup_iter: -1
  net_g_pretrain_steps: 10000
  lr_steps: [72545, 211040]
  lr_gamma: 0.1
  pixel_criterion: L1Loss
  pixel_weight: !!float 1.0
  perceptual_opt: { layer_weights: { 'relu5_1': 1 }, vgg_type: vgg19, use_input_norm: true,
    perceptual_weight: !!float 1e-4, style_weight: 0, norm_img: false, criterion: fro }
  gan_type: wgan
  gan_weight: !!float 1e-6
  grad_penalty_weight: !!float 10.0
  net_d_steps: 1
  net_d_init_steps: 0
  manual_seed: 10`,
);

describe('official option files', () => {
  it('Real-ESRGAN', () => {
    const { recipe, dataset, loader, validation, idle } = planFromOfficial(GAN);
    expect(recipe).toMatchObject({
      kind: 'realesrgan',
      totalIter: 400_000,
      networkG: { type: 'RRDBNet', numFeat: 64, numGrowCh: 32 },
      networkD: { type: 'UNetDiscriminatorSN', skipConnection: true },
      pretrainG: { path: 'net.pth', key: 'params_ema', strict: true },
      optimD: { lr: 1e-4, betas: [0.9, 0.99] },
      schedule: { type: 'multistep', milestones: [400_000], gamma: 0.5 },
      perceptual: { layerWeights: { conv1_2: 0.1, conv5_4: 1 }, criterion: 'l1' },
      gan: { type: 'vanilla', weight: 0.1 },
      ganGtUsm: false,
      netDIters: 2,
      saveEvery: 5000,
      keepEvery: 5000,
    });
    expect(dataset).toMatchObject({
      type: 'degraded',
      root: 'datasets/DF2K',
      metaInfo: 'meta_info/list.txt',
      degradation: { gtSize: 128, stages: [{ noiseRange: [1, 20], kernelList: ['iso', 'aniso'] }, {}] },
    });
    expect(loader).toEqual({ batchSize: 12, seed: 0, shuffle: true, enlarge: 1, poolSize: 60, workers: 5 });
    expect(validation).toBeUndefined();
    expect(idle.map(({ key }) => key)).toContain('dist_params');
  });

  it("C2-Matching's stages", () => {
    expect(planFromOfficial(TEACHER)).toMatchObject({
      recipe: {
        kind: 'contrastive-teacher',
        totalIter: 5000,
        seed: 10,
        optimG: { lr: 1e-3, betas: [0.9, 0.999] },
      },
      dataset: { type: 'contrastive', gtSize: 160 },
      loader: { batchSize: 9, enlarge: 1000, poolSize: 0 },
    });
    expect(planFromOfficial(STUDENT).recipe).toMatchObject({
      kind: 'contrastive-student',
      teacher: { path: 'teacher.pth' },
      schedule: { milestones: [72_545], gamma: 0.1 },
      distillWeight: 15,
    });
    const { recipe, idle } = planFromOfficial(STAGE3);
    expect(recipe).toMatchObject({
      kind: 'restoration',
      optimG: { lrOffset: 1e-4, lrRelu2Offset: 1e-5, lrRelu3Offset: 1e-6 },
      // The official code never changes the generator's rate.
      schedule: { milestones: [] },
      perceptual: { criterion: 'fro', perceptualWeight: 1e-4 },
      networkD: { type: 'ImageDiscriminator', ndf: 32 },
      netGPretrainSteps: 10_000,
    });
    expect(idle.find(({ key }) => key === 'train.lr_steps')?.why).toMatch(/stays constant/);
  });

  it('four cards are four batches; settings go over the file', () => {
    const { recipe } = planFromOfficial(GAN, [
      'num_gpu=4',
      'train.optim_g.lr=2e-4',
      'path.pretrain_network_g=~',
      'train.clip_norm=1',
    ]);
    expect(recipe).toMatchObject({ accumulate: 4, clipNorm: 1, optimG: { lr: 2e-4 } });
    expect(recipe).not.toHaveProperty('pretrainG');
  });

  it('a setting makes the sections that it needs, and empties others', () => {
    expect(planFromOfficial(GAN, ['val.val_freq=7']).recipe).toMatchObject({ validateEvery: 7 });
    expect(() => planFromOfficial(GAN, ['val=~'])).not.toThrow();
  });

  it.each([
    [GAN, ['train.total_itr=1'], /train: there is no option 'total_itr'; did you mean total_iter\?/],
    [GAN, ['network_map.patch_size=3'], /network_map/],
    [GAN, ['train.optim_g.type=SGD'], /train\.optim_g\.type is "SGD", expected "Adam"/],
    [GAN, ['train.pixel_opt.type=L2'], /train\.pixel_opt\.type is "L2", expected one of L1Loss/],
    [GAN, ['train.net_d_iters=0'], /recipe\.netDIters is 0, expected an integer of at least 1/],
    [GAN, ['resize_prob=[1, 1, 1]'], /resize_prob/],
    [STAGE3, ['network_map.stride=2'], /network_map\.stride is 2, expected 1/],
    [
      GAN,
      ['datasets.train.batch_size=1'],
      /batch_size_per_gpu is \d+ and datasets\.train\.batch_size is 1, which are names of one thing/,
    ],
    [
      GAN,
      ['gt_size=128', 'datasets.train.gt_size=64'],
      /datasets\.train\.gt_size is 64 and gt_size is 128, .*Set both to one value/,
    ],
    [GAN, ['x'], /'x' sets nothing; expected a\.b\.c=value/],
    [GAN, ['__proto__.a=1'], /sets nothing/],
    ['a: [', [], /not valid YAML/],
    ['- 1', [], /expected keys such as model_type/],
    ['model_type: SwinIR', [], /model_type is "SwinIR", expected one of RealESRNetModel/],
    [`x: ${'a'.repeat(70_000)}`, [], /expected at most 65536/],
  ])('refuses what it cannot honour: %#', (text, settings, message) => {
    expect(() => planFromOfficial(text, settings)).toThrow(ConfigError);
    expect(() => planFromOfficial(text, settings)).toThrow(message);
  });
});
