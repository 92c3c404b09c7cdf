/** The published option files, all keys and values without their comments. */

const DEGRADATION = `
resize_prob: [0.2, 0.7, 0.1]
resize_range: [0.15, 1.5]
gaussian_noise_prob: 0.5
noise_range: [1, 30]
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
gt_size: 256
queue_size: 180`;

const kernels = (suffix: '' | '2', sigma: string): string => `
    blur_kernel_size${suffix}: 21
    kernel_list${suffix}: ['iso', 'aniso', 'generalized_iso', 'generalized_aniso', 'plateau_iso', 'plateau_aniso']
    kernel_prob${suffix}: [0.45, 0.25, 0.12, 0.03, 0.12, 0.03]
    sinc_prob${suffix}: 0.1
    blur_sigma${suffix}: ${sigma}
    betag_range${suffix}: [0.5, 4]
    betap_range${suffix}: [1, 2]`;

const LOADER = `
    gt_size: 256
    use_hflip: True
    use_rot: False
    use_shuffle: true
    num_worker_per_gpu: 5
    batch_size_per_gpu: 12
    dataset_enlarge_ratio: 1
    prefetch_mode: ~`;

const DEGRADED = `
datasets:
  train:
    name: DF2K+OST
    type: RealESRGANDataset
    dataroot_gt: datasets/DF2K
    meta_info: datasets/DF2K/meta_info/meta_info_DF2Kmultiscale+OST_sub.txt
    io_backend:
      type: disk${kernels('', '[0.2, 3]')}${kernels('2', '[0.2, 1.5]')}
    final_sinc_prob: 0.8${LOADER}`;

const PAIRED = `
high_order_degradation: False
datasets:
  train:
    name: DIV2K
    type: RealESRGANPairedDataset
    dataroot_gt: datasets/DF2K
    dataroot_lq: datasets/DF2K
    meta_info: datasets/DF2K/meta_info/meta_info_DIV2K_sub_pair.txt
    io_backend:
      type: disk${LOADER}`;

const ADAM = (lr: string): string => `
    type: Adam
    lr: !!float ${lr}
    weight_decay: 0
    betas: [0.9, 0.99]`;

const PIXEL = `
  pixel_opt:
    type: L1Loss
    loss_weight: 1.0
    reduction: mean`;

const LOGGER = `
logger:
  print_freq: 100
  save_checkpoint_freq: !!float 5e3
  use_tb_logger: true
  wandb:
    project: ~
    resume_id: ~
dist_params:
  backend: nccl
  port: 29500
`;

const rrdbnet = (scale: 2 | 4): string => `
network_g:
  type: RRDBNet
  num_in_ch: 3
  num_out_ch: 3
  num_feat: 64
  num_block: 23
  num_grow_ch: 32${scale === 2 ? '\n  scale: 2' : ''}`;

const net = (scale: 2 | 4): string => `
name: train_RealESRNetx${scale}plus_1000k_B12G4
model_type: RealESRNetModel
scale: ${scale}
num_gpu: auto
manual_seed: 0
gt_usm: True${DEGRADATION}${DEGRADED}${rrdbnet(scale)}
path:
  pretrain_network_g: experiments/pretrained_models/${scale === 4 ? 'ESRGAN_SRx4_DF2KOST_official-ff704c30' : 'RealESRGAN_x4plus'}.pth
  param_key_g: params_ema
  strict_load_g: ${scale === 4}
  resume_state: ~
train:
  ema_decay: 0.999
  optim_g:${ADAM('2e-4')}
  scheduler:
    type: MultiStepLR
    milestones: [1000000]
    gamma: 0.5
  total_iter: 1000000
  warmup_iter: -1${PIXEL}${LOGGER}`;

const gan = (name: string, scale: 2 | 4, data: string, discriminator: boolean): string => `
name: ${name}
model_type: RealESRGANModel
scale: ${scale}
num_gpu: auto
manual_seed: 0
l1_gt_usm: True
percep_gt_usm: True
gan_gt_usm: False${data}${rrdbnet(scale)}
network_d:
  type: UNetDiscriminatorSN
  num_in_ch: 3
  num_feat: 64
  skip_connection: True
path:
  pretrain_network_g: experiments/pretrained_models/RealESRNet_x${scale}plus.pth
  param_key_g: params_ema
  strict_load_g: true${
    discriminator
      ? `
  pretrain_network_d: experiments/pretrained_models/RealESRGAN_x4plus_netD.pth
  param_key_d: params
  strict_load_d: true`
      : ''
  }
  resume_state: ~
train:
  ema_decay: 0.999
  optim_g:${ADAM('1e-4')}
  optim_d:${ADAM('1e-4')}
  scheduler:
    type: MultiStepLR
    milestones: [400000]
    gamma: 0.5
  total_iter: 400000
  warmup_iter: -1${PIXEL}
  perceptual_opt:
    type: PerceptualLoss
    layer_weights:
      'conv1_2': 0.1
      'conv2_2': 0.1
      'conv3_4': 1
      'conv4_4': 1
      'conv5_4': 1
    vgg_type: vgg19
    use_input_norm: true
    perceptual_weight: !!float 1.0
    style_weight: 0
    range_norm: false
    criterion: l1
  gan_opt:
    type: GANLoss
    gan_type: vanilla
    real_label_val: 1.0
    fake_label_val: 0.0
    loss_weight: !!float 1e-1
  net_d_iters: 1
  net_d_init_iters: 0${LOGGER}`;

/** What C2-Matching's four files share. */
const c2 = (name: string, model: string, gpu: number, data: string, rest: string, every: string): string => `
name: ${name}
use_tb_logger: true
model_type: ${model}${data.includes('RefCUFED') ? '\nmap_type: online_CUFED_swap' : ''}
scale: 4
crop_border: ~
set_CUDA_VISIBLE_DEVICES: ~
gpu_ids: [${gpu}]
${data}${rest}
val:
  val_freq: !!float ${every}
  save_img: True
logger:
  print_freq: 100
  save_checkpoint_freq: !!float ${every}
dist_params:
  backend: nccl
  port: 29746
`;

const cufed = (train: string, val: string, list: string, batch: number): string => `
datasets:
  train:
    name: CUFED
    type: ${train}
    dataroot_in: ./datasets/CUFED/input
    dataroot_ref: ./datasets/CUFED/ref
    io_backend:
      type: disk
    gt_size: 160
    use_flip: true
    use_rot: true
    bicubic_model: PIL
    use_shuffle: true
    n_workers: 6
    batch_size: ${batch}
    dataset_enlarge_ratio: 1000
  val:
    name: val_CUFED
    type: ${val}
    dataroot_in: ./datasets/CUFED5
    dataroot_ref: ./datasets/CUFED5
    io_backend:
      type: disk
    ann_file: ./datasets/${list}
    bicubic_model: PIL`;

const CONTRASTIVE = cufed('ContrasDataset', 'ContrasValDataset', 'contras_val.txt', 8);
const REFERENCE = cufed('RefCUFEDDataset', 'RefCUFEDDataset', 'CUFED5_pairs.txt', 9);

const contrastiveTraining = (niter: number, steps: string, gamma: string): string => `
train:
  lr_g: !!float 1e-3
  lr_scheme: MultiStepLR
  niter: ${niter}
  warmup_iter: -1
  lr_steps: ${steps}
  lr_gamma: ${gamma}
  manual_seed: 10
  margin: 1.0
  safe_radius: 4
  scaling_steps: 2`;

const matching = (extractor: string): string => `
network_map:
  type: CorrespondenceGenerationArch
  patch_size: 3
  stride: 1
  vgg_layer_list: ['relu1_1', 'relu2_1', 'relu3_1']
  vgg_type: 'vgg19'
network_extractor:
  type: ${extractor}`;

const restored = (type: string): string => `
network_g:
  type: ${type}
  ngf: 64
  n_blocks: 16
  groups: 8`;

const RATES = `
  lr_g: !!float 1e-4
  lr_offset: !!float 1e-4
  lr_relu2_offset: !!float 1e-5
  lr_relu3_offset: !!float 1e-6
  weight_decay_g: 0
  beta_g: [0.9, 0.999]
  lr_d: !!float 1e-4
  weight_decay_d: 0
  beta_d: [0.9, 0.999]`;

const stage3 = (kind: 'mse' | 'gan'): string =>
  c2(
    `stage3_restoration_${kind}`,
    'RefRestorationModel',
    4,
    REFERENCE,
    `${restored('RestorationNet')}${
      kind === 'gan' ? '\nnetwork_d:\n  type: ImageDiscriminator\n  in_nc: 3\n  ndf: 32' : ''
    }${matching('ContrasExtractorSep')}
path:
  pretrain_model_g: ~
  pretrain_model_d: ~
  pretrain_model_feature_extractor: ./experiments/stage2_student_contras_network/models/net_student_latest.pth
  strict_load: true
  resume_state: ~
train:${RATES}
  lr_scheme: MultiStepLR
  niter: 255000
  warmup_iter: -1
  net_g_pretrain_steps: ${kind === 'gan' ? 10000 : 0}
  lr_steps: [72545, 211040]
  lr_gamma: 0.1
  pixel_criterion: L1Loss
  pixel_weight: !!float 1.0${
    kind === 'gan'
      ? `
  perceptual_opt:
    layer_weights:
      'relu5_1': 1
    vgg_type: vgg19
    use_input_norm: true
    perceptual_weight: !!float 1e-4
    style_weight: 0
    norm_img: false
    criterion: fro
  gan_type: wgan
  gan_weight: !!float 1e-6
  grad_penalty_weight: !!float 10.0
  net_d_steps: 1
  net_d_init_steps: 0`
      : ''
  }
  manual_seed: 10`,
    '5e3',
  );

const mrefsr = (
  name: string,
  gtSize: number,
  batch: number,
  from: number | undefined,
  port: number,
): string => `
name: ${name}
model_type: MultiRefRestorationModel
scale: 4
crop_border: 4
num_gpu: 4
manual_seed: 10
datasets:
  train:
    name: MegaDepth_v3_5ref
    type: MultiRefMegaDepthDataset
    dataroot_in: ./datasets/MegaDepth_v3_5ref
    dataroot_ref: ./datasets/MegaDepth_v3_5ref
    ann_file: ./datasets/meta_info_MegaDepth_v3_5ref.csv
    gt_size: ${gtSize}
    use_flip: true
    use_rot: true
    use_shuffle: true
    num_worker_per_gpu: 6
    batch_size_per_gpu: ${batch}
    dataset_enlarge_ratio: 10
    prefetch_mode: ~
  val:
    name: CUFED5
    type: MultiRefCUFEDSet
    dataroot_in: ./datasets/CUFED/CUFED5
    dataroot_ref: ./datasets/CUFED/CUFED5${restored('MRAPARestorationNet')}${matching('ContrasMultiExtractorSep')}
path:
  pretrain_network_g: ${from ? `./experiments/${name}/models/net_g_${from}.pth` : '~'}
  pretrain_network_d: ~
  pretrain_network_feature_extractor: ./experiments/pretrained_models/feature_extraction_network.pth
  strict_load: true
  resume_state: ${from ? `./experiments/${name}/training_states/${from}.state` : '~'}
train:${RATES}
  scheduler:
    type: MultiStepLR
    milestones: [300000, 400000]
    gamma: 0.5
  total_iter: ${from ? 195000 : 255000}
  warmup_iter: -1
  net_g_pretrain_steps: 0
  pixel_criterion: L1Loss
  pixel_weight: !!float 1.0
val:
  val_freq: !!float 5e3
  save_img: false
logger:
  print_freq: 100
  use_tb_logger: true
  save_checkpoint_freq: !!float 5e3
dist_params:
  backend: nccl
  port: ${port}
`;

/** By the names of the files, the whole texts. */
export const OFFICIAL_OPTIONS = {
  'train_realesrnet_x4plus.yml': net(4),
  'train_realesrnet_x2plus.yml': net(2),
  'train_realesrgan_x4plus.yml': gan('train_RealESRGANx4plus_400k_B12G4', 4, DEGRADATION + DEGRADED, false),
  'train_realesrgan_x2plus.yml': gan('train_RealESRGANx2plus_400k_B12G4', 2, DEGRADATION + DEGRADED, false),
  'finetune_realesrgan_x4plus.yml': gan('finetune_RealESRGANx4plus_400k', 4, DEGRADATION + DEGRADED, true),
  'finetune_realesrgan_x4plus_pairdata.yml': gan('finetune_RealESRGANx4plus_400k_pairdata', 4, PAIRED, true),
  'stage1_teacher_contras_network.yml': c2(
    'stage1_teacher_contras_network',
    'TeacherContrasModel',
    3,
    CONTRASTIVE,
    `
network_g:
  type: ContrasExtractorSep
path:
  pretrain_model_g: ~
  strict_load: true
  resume_state: ~${contrastiveTraining(5000, '~', '~')}`,
    '5e3',
  ),
  'stage2_student_contras_network.yml': c2(
    'stage2_student_contras_network',
    'StudentContrasDistillationModel',
    1,
    CONTRASTIVE,
    `
network_student:
  type: ContrasExtractorSep
network_teacher:
  type: ContrasExtractorSep
path:
  pretrain_model_student: ~
  pretrain_model_teacher: ./experiments/stage1_teacher_contras_network/models/net_g_latest.pth
  strict_load: true
  resume_state: ~${contrastiveTraining(75000, '[72545]', '0.1')}
  distill_weight: 15.0
  temperature: 0.15`,
    '1e3',
  ),
  'stage3_restoration_mse.yml': stage3('mse'),
  'stage3_restoration_gan.yml': stage3('gan'),
  'stage3_5ref_restoration_mse.yml': mrefsr(
    'stage3_5ref_mrapa_restoration_mse_ps160_bs48',
    160,
    12,
    undefined,
    29739,
  ),
  'stage3_5ref_restoration_mse_lp.yml': mrefsr(
    'stage3_5ref_mrapa_restoration_mse_ps300_bs20',
    300,
    5,
    95000,
    29741,
  ),
} as const;
