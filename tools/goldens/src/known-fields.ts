import type { GoldenCase } from './golden-case';

/** What an op's driver does not read of its cases, and why that is right. */
interface Known {
  /** Parameters with the values that there are: a case with another one fails. */
  readonly only?: Readonly<Record<string, readonly unknown[]>>;
  /** Fields that describe a case and decide nothing. */
  readonly describes?: readonly string[];
}

/** The discriminator that the drivers build. */
const DISCRIMINATOR = {
  only: {
    discriminator: [
      'conv c1 3->6 3x3 stride 2 pad 1, leaky 0.2, conv c2 6->8 3x3 stride 1 pad 1, leaky 0.2, conv c3 8->1 3x3 stride 1 pad 1; all with bias',
    ],
  },
};
const HASH_NOTES = ['params.extractor_hash_weights.note'];

const CONTRASTIVE = {
  only: { scaling_steps: [2], min_ids: [128] },
  // How many samples were skipped decides the loss; the warp that made the coordinates does not.
  describes: ['params.valid_ids_per_sample', 'input H_inverse'],
};
const END_TO_END = { only: { scale: [4] }, describes: HASH_NOTES };

/** How a set lies on disk and how its tensors are stored; the scale is 4 everywhere. */
const SET = {
  only: {
    scale: [4],
    random_perturb_range: [[0, 10]],
    cropping_window_size: [160],
    canvas: [[500, 500]],
    flags: ['INTER_LINEAR, BORDER_CONSTANT 0'],
  },
  describes: [
    'params.layout',
    'params.reference_order',
    'params.centres_xy',
    'params.transformed_coordinate_shape',
  ],
};

const KNOWN: Readonly<Record<string, Known>> = {
  ContrasExtractorLayer: { only: { input: ['img_u8/255, RGB'] } },
  CorrespondenceGenerationArch: {
    only: { patch_size: [3], stride: [1], vgg_type: ['vgg19'], use_input_norm: [true] },
  },
  DynAgg: { only: { kernel: [3], stride: [1], padding: [1] } },
  MRAPAFusion: { only: { variant: ['official'] } },
  'MultiRefRestorationModel.test': END_TO_END,
  PaperFusion: { only: { variant: ['paper'] } },
  'RefRestorationModel.test': END_TO_END,
  arch_forward: { only: { loss: ['mean(output * R)'], bn: [{ eps: 1e-5, momentum: 0.1 }] } },
  // Isotropic kernels have one sigma and no rotation.
  blur_kernels: { describes: ['params.items[].sig_y', 'params.items[].theta'] },
  contras_student_loss: CONTRASTIVE,
  contras_teacher_loss: {
    ...CONTRASTIVE,
    describes: [...CONTRASTIVE.describes, 'params.distill_weight', 'params.temperature'],
  },
  // The official code reads the sizes and uses fixed ones; flips are drawn elsewhere.
  dataset_kernel_sampling: {
    describes: ['blur_kernel_size', 'blur_kernel_size2', 'use_hflip', 'use_rot'].map(
      (name) => `params.options.${name}`,
    ),
  },
  enhance: { describes: ['clipped_values', 'output_mean', 'params.mode'] },
  feature_match_index: { only: { eps: [1e-5] } },
  gradient_penalty: DISCRIMINATOR,
  // What does not depend on the gain, running statistics, has one all the same.
  hash_weights: { describes: ['params.rules', 'params.items[].gain'] },
  hostile_checkpoints: { describes: ['params.items[].kind'] },
  load_checkpoint: {
    only: { key_rule: ['params_ema if present, else params'], strip_prefix: ['module.'] },
  },
  modulated_deform_conv2d: { only: { groups: [1], offset_mode: ['far', 'frac', 'int', 'integer', 'zero'] } },
  perceptual_loss: {
    only: { use_input_norm: [true], norm_img: [false] },
    // The values are stored without it.
    describes: ['params.perceptual_weight'],
  },
  r1_penalty: DISCRIMINATOR,
  tensor_shift: { only: { layout: ['[b,h,w,c]'], shift_order: ['(down, right)'] } },
  texture_loss: { only: { use_weights: [true] } },
  train_steps_gan: { describes: [...HASH_NOTES, 'f64'] },
  train_steps_l1: { describes: [...HASH_NOTES, 'f64'] },
  training_steps: {
    describes: [
      ...['num_gpu', 'is_train', 'dist', 'rank', 'path', 'train.total_iter', 'queue_size'].map(
        (name) => `params.options.${name}`,
      ),
      // Of the degradation, which is not part of the steps.
      'params.options.gt_usm',
      'params.logs[].log_f64',
    ],
  },
  contras_dataset_train: SET,
  contras_dataset_val: SET,
  cufed5_concat: SET,
  lmr_test: SET,
  lmr_train_multi: SET,
  lmr_train_single: SET,
  manga109_multi: SET,
  multi_ref_cufed5: SET,
  ref_cufed_train: SET,
  ref_cufed_val: SET,
  ref_megadepth_train: SET,
  ref_megadepth_val: SET,
  sun80_multi: SET,
  urban100: SET,
  warp_perspective: SET,
  wrsr: SET,
};

/** Problems with parameters that may have only certain values; what is left unread rightly is marked so. */
export const refusedValues = (golden: GoldenCase): string[] => {
  const { op, params } = golden.file;
  const { only = {}, describes = [] } = KNOWN[op] ?? {};
  golden.describedBy(...describes);
  return Object.entries(only).flatMap(([name, values]) => {
    if (!(name in params)) return [];
    const value = JSON.stringify(params[name]);
    const known = values.map((each) => JSON.stringify(each));
    return known.includes(value) ? [] : [`params.${name} is ${value}, op '${op}' knows ${known.join(', ')}`];
  });
};

/** What of the case the driver passed over: outputs that it did not compare, inputs and fields that it did not read. */
export const passedOver = (golden: GoldenCase, compared: ReadonlySet<string>): string[] => {
  const { op } = golden.file;
  const missing = golden.outputNames.filter((name) => !compared.has(name));
  return [
    ...missing.map((name) => `output ${name} is not one that op '${op}' compares`),
    ...golden.unread().map((field) => `${field} is not one that op '${op}' takes into account`),
  ];
};
