import { ConfigError } from '@srkit/core';
import { optionsFromBasicSR } from '@srkit/degradation';
import { parseRecipe, type RecipeKind } from '../recipes/recipe';
import { readOptionFile } from './option-file';
import { OptionReader } from './option-reader';
import type { PlannedDataset, PlannedLoader, PlannedMetric, TrainingPlan } from './training-plan';

type Options = Record<string, unknown>;

/** `model_type` of the three official codes. */
const KINDS: Readonly<Record<string, RecipeKind>> = {
  RealESRNetModel: 'realesrnet',
  SRModel: 'realesrnet',
  RealESRGANModel: 'realesrgan',
  TeacherContrasModel: 'contrastive-teacher',
  StudentContrasDistillationModel: 'contrastive-student',
  RefRestorationModel: 'restoration',
  MultiRefRestorationModel: 'restoration',
};

/** What is given, without what is undefined: `exactOptionalPropertyTypes` tells the two apart, and so do defaults. */
const present = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

const camelCase = (name: string): string =>
  name.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());

const camelCased = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value ?? undefined]));

const network = (reader: OptionReader, path: string): Options | undefined => {
  const given = reader.map(path);
  return given && present(camelCased(given));
};

const adam = (reader: OptionReader, path: string): Options | undefined => {
  reader.fixed(`${path}.type`, 'Adam', 'the only optimiser of the official files');
  const options = {
    lr: reader.get('number', `${path}.lr`),
    betas: reader.any(`${path}.betas`),
    weightDecay: reader.get('number', `${path}.weight_decay`),
  };
  return present(options);
};

const pretrained = (
  reader: OptionReader,
  paths: readonly string[],
  [keyPath, fallback]: readonly [string, string],
  strictPaths: readonly string[],
): Options | undefined => {
  const path = reader.get('string', ...paths);
  const key = reader.get('string', keyPath) ?? fallback;
  const strict = reader.get('boolean', ...strictPaths) ?? true;
  return path === undefined ? undefined : { path, key, strict };
};

const pixel = (reader: OptionReader): Options | null | undefined => {
  const names: Readonly<Record<string, string>> = {
    L1Loss: 'l1',
    MSELoss: 'mse',
    CharbonnierLoss: 'charbonnier',
  };
  const [given, criterion] = ['train.pixel_opt.type', 'train.pixel_criterion'].map((path) =>
    reader.get('string', path),
  );
  const weight = reader.get('number', 'train.pixel_opt.loss_weight', 'train.pixel_weight');
  const reduction = reader.get('string', 'train.pixel_opt.reduction');
  const name = given ?? criterion;
  if (name === undefined) return null;
  const type = names[name];
  if (type === undefined)
    throw reader.wrong(
      given ? 'train.pixel_opt.type' : 'train.pixel_criterion',
      `one of ${Object.keys(names).join(', ')}`,
    );
  return present({ type, weight, reduction });
};

const perceptual = (reader: OptionReader): Options | null => {
  const path = 'train.perceptual_opt';
  reader.fixed(`${path}.type`, 'PerceptualLoss', 'the only one of the official files');
  const range = reader.get('boolean', `${path}.range_norm`, `${path}.norm_img`);
  const options = present({
    layerWeights: reader.map(`${path}.layer_weights`),
    vggType: reader.get('string', `${path}.vgg_type`),
    useInputNorm: reader.get('boolean', `${path}.use_input_norm`),
    rangeNorm: range,
    perceptualWeight: reader.get('number', `${path}.perceptual_weight`),
    styleWeight: reader.get('number', `${path}.style_weight`),
    criterion: reader.get('string', `${path}.criterion`),
    contrastive: reader.get('string', `${path}.contrastive`),
  });
  const weights = reader.get('string', 'path.vgg19');
  return Object.keys(options).length === 0 ? null : present({ ...options, weights });
};

/** `TextureLoss`, which the official code takes and no published file has. */
const texture = (reader: OptionReader): Options | null => {
  const path = 'train.texture_opt';
  reader.fixed(`${path}.use_weights`, true, 'without them the official code fails');
  const weight = reader.get('number', `${path}.loss_weight`);
  return reader.peek(path) === undefined ? null : present({ weight });
};

const schedule = (reader: OptionReader): { schedule?: Options; warmupIter?: number } => {
  const type = reader.get('string', 'train.scheduler.type', 'train.lr_scheme');
  const at = (key: string): string => `train.scheduler.${key}`;
  const warmupIter = reader.get('number', 'train.warmup_iter');
  const warm = warmupIter === undefined ? {} : { warmupIter };
  // A setting that the scheduler does not have is not read, and so refused.
  switch (type) {
    case undefined:
      return warm;
    case 'MultiStepLR':
    case 'MultiStepRestartLR':
      return {
        ...warm,
        schedule: present({
          type: 'multistep',
          milestones: reader.any(at('milestones'), 'train.lr_steps'),
          gamma: reader.get('number', at('gamma'), 'train.lr_gamma') ?? 0.1,
          restarts: reader.any(at('restarts')),
          restartWeights: reader.any(at('restart_weights')),
        }),
      };
    case 'CosineAnnealingRestartLR':
      return {
        ...warm,
        schedule: present({
          type: 'cosine',
          periods: reader.any(at('periods')),
          restartWeights: reader.any(at('restart_weights')),
          etaMin: reader.get('number', at('eta_min')),
        }),
      };
    default:
      throw reader.wrong(at('type'), 'MultiStepLR, MultiStepRestartLR or CosineAnnealingRestartLR');
  }
};

const ONE_DEVICE = 'training runs on one device';

/** What all files have. */
const common = (reader: OptionReader): Options => {
  for (const key of ['dist_params', 'set_CUDA_VISIBLE_DEVICES', 'gpu_ids', 'rank', 'world_size', 'dist'])
    reader.ignore(key, ONE_DEVICE);
  for (const key of ['logger.wandb', 'wandb']) reader.ignore(key, 'logs are local: NDJSON and TensorBoard');
  for (const key of ['use_tb_logger', 'logger.use_tb_logger'])
    reader.ignore(key, 'TensorBoard files are always written');
  for (const key of ['path.root', 'path.experiments_root', 'map_type', 'is_train', 'auto_resume'])
    reader.ignore(key, 'the folder is given on the command line, and training goes on from what is in it');
  const gpus = reader.any('num_gpu');
  const saveEvery = reader.get('number', 'logger.save_checkpoint_freq');
  return {
    name: reader.get('string', 'name'),
    scale: reader.get('number', 'scale'),
    seed: reader.get('number', 'manual_seed', 'train.manual_seed'),
    totalIter: reader.get('number', 'train.total_iter', 'train.niter'),
    accumulate:
      reader.get('number', 'train.accumulate') ?? (typeof gpus === 'number' && gpus > 1 ? gpus : undefined),
    clipNorm: reader.get('number', 'train.clip_norm'),
    ...schedule(reader),
    logEvery: reader.get('number', 'logger.print_freq'),
    saveEvery,
    keepEvery: saveEvery,
    validateEvery: reader.get('number', 'val.val_freq'),
  };
};

const pairRecipe = (reader: OptionReader, kind: RecipeKind): Options => {
  const shared = {
    networkG: network(reader, 'network_g'),
    optimG: adam(reader, 'train.optim_g'),
    pretrainG: pretrained(
      reader,
      ['path.pretrain_network_g'],
      ['path.param_key_g', 'params'],
      ['path.strict_load_g', 'path.strict_load'],
    ),
    emaDecay: reader.get('number', 'train.ema_decay') ?? 0,
    pixel: pixel(reader),
    perceptual: perceptual(reader),
    recompute: reader.get('boolean', 'train.recompute'),
  };
  if (kind === 'realesrnet') return shared;
  const gan = 'train.gan_opt';
  reader.fixed(`${gan}.type`, 'GANLoss', 'the only one of the official files');
  return {
    ...shared,
    networkD: network(reader, 'network_d'),
    optimD: adam(reader, 'train.optim_d'),
    pretrainD: pretrained(
      reader,
      ['path.pretrain_network_d'],
      ['path.param_key_d', 'params'],
      ['path.strict_load_d', 'path.strict_load'],
    ),
    gan: present({
      type: reader.get('string', `${gan}.gan_type`),
      realLabel: reader.get('number', `${gan}.real_label_val`),
      fakeLabel: reader.get('number', `${gan}.fake_label_val`),
      weight: reader.get('number', `${gan}.loss_weight`),
    }),
    l1GtUsm: reader.get('boolean', 'l1_gt_usm'),
    percepGtUsm: reader.get('boolean', 'percep_gt_usm'),
    ganGtUsm: reader.get('boolean', 'gan_gt_usm'),
    netDIters: reader.get('number', 'train.net_d_iters'),
    netDInitIters: reader.get('number', 'train.net_d_init_iters'),
  };
};

const EXTRACTOR = 'the extractor is ContrasExtractorSep for one reference and for many';

const contrastiveRecipe = (reader: OptionReader, kind: RecipeKind): Options => {
  for (const path of ['network_g.type', 'network_student.type', 'network_teacher.type'])
    reader.fixed(path, 'ContrasExtractorSep', EXTRACTOR);
  reader.fixed('train.scaling_steps', 2, 'features have a quarter of the sides');
  const strict = ['path.strict_load'];
  const shared = {
    optimG: present({
      lr: reader.get('number', 'train.lr_g'),
      weightDecay: reader.get('number', 'train.weight_decay_g'),
      betas: reader.any('train.beta_g'),
    }),
    pretrainG: pretrained(
      reader,
      ['path.pretrain_model_g', 'path.pretrain_model_student'],
      ['path.param_key_g', 'params'],
      strict,
    ),
    vgg16: reader.get('string', 'path.vgg16'),
    margin: reader.get('number', 'train.margin'),
    safeRadius: reader.get('number', 'train.safe_radius'),
  };
  if (kind === 'contrastive-teacher') return shared;
  return {
    ...shared,
    teacher: pretrained(
      reader,
      ['path.pretrain_model_teacher'],
      ['path.param_key_teacher', 'params'],
      strict,
    ),
    distillWeight: reader.get('number', 'train.distill_weight'),
    temperature: reader.get('number', 'train.temperature'),
  };
};

const restorationRecipe = (reader: OptionReader, single: boolean): Options => {
  const map = 'network_map';
  reader.fixed(`${map}.type`, 'CorrespondenceGenerationArch', 'the only matching of the papers');
  reader.fixed(`${map}.patch_size`, 3, 'patches of the papers');
  reader.fixed(`${map}.stride`, 1, 'patches of the papers');
  reader.fixed(`${map}.vgg_layer_list`, ['relu1_1', 'relu2_1', 'relu3_1'], 'layers of the papers');
  reader.fixed(`${map}.vgg_type`, 'vgg19', 'features of the papers');
  reader.ignore('network_extractor.type', EXTRACTOR);
  const strict = ['path.strict_load'];
  const ganType = reader.get('string', 'train.gan_type');
  if (ganType !== undefined && ganType !== 'wgan') throw reader.wrong('train.gan_type', 'wgan');
  if (single && reader.peek('train.lr_steps') !== undefined) {
    // Read for the table; that nothing comes of it is what the official code does as well.
    reader.ignore(
      'train.lr_steps',
      'the official code makes its schedules before the generator has an optimiser: its rate stays constant, and here as well',
    );
  }
  return {
    networkG: network(reader, 'network_g'),
    optimG: present({
      lrG: reader.get('number', 'train.lr_g'),
      lrOffset: reader.get('number', 'train.lr_offset'),
      lrRelu2Offset: reader.get('number', 'train.lr_relu2_offset'),
      lrRelu3Offset: reader.get('number', 'train.lr_relu3_offset'),
      betas: reader.any('train.beta_g'),
      weightDecay: reader.get('number', 'train.weight_decay_g'),
    }),
    pretrainG: pretrained(
      reader,
      ['path.pretrain_model_g', 'path.pretrain_network_g'],
      ['path.param_key_g', 'params'],
      strict,
    ),
    extractor: pretrained(
      reader,
      ['path.pretrain_model_feature_extractor', 'path.pretrain_network_feature_extractor'],
      ['path.param_key_feature_extractor', 'params'],
      strict,
    ),
    vgg19: reader.get('string', 'path.vgg19'),
    randomReferences: reader.get('boolean', 'train.random_references'),
    recompute: reader.get('boolean', 'train.recompute'),
    pixel: pixel(reader),
    perceptual: perceptual(reader),
    texture: texture(reader),
    networkD: network(reader, 'network_d') ?? null,
    optimD: present({
      lr: reader.get('number', 'train.lr_d'),
      betas: reader.any('train.beta_d'),
      weightDecay: reader.get('number', 'train.weight_decay_d'),
    }),
    pretrainD: pretrained(
      reader,
      ['path.pretrain_model_d', 'path.pretrain_network_d'],
      ['path.param_key_d', 'params'],
      strict,
    ),
    ganWeight: reader.get('number', 'train.gan_weight'),
    gradPenaltyWeight: reader.get('number', 'train.grad_penalty_weight'),
    netGPretrainSteps: reader.get('number', 'train.net_g_pretrain_steps'),
    netDSteps: reader.get('number', 'train.net_d_steps'),
    netDInitSteps: reader.get('number', 'train.net_d_init_steps'),
  };
};

/** A folder and a list beside or inside it, as the datasets take them: names relative to a common root. */
const rooted = (
  folder: string,
  list: string | undefined,
): { root: string; list?: string; folder?: string } => {
  if (list === undefined) return { root: folder };
  const [parts, names] = [folder, list].map((path) =>
    path
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== '.'),
  );
  let shared = 0;
  while (shared < parts!.length && shared < names!.length - 1 && parts![shared] === names![shared]) shared++;
  const rest = parts!.slice(shared).join('/');
  const root = parts!.slice(0, shared).join('/');
  return {
    root: root === '' ? (folder.startsWith('/') ? '/' : '.') : root,
    list: names!.slice(shared).join('/'),
    ...(rest !== '' && { folder: rest }),
  };
};

/** The data set of a part of the file, `datasets.train` or `datasets.val`. */
const dataset = (
  reader: OptionReader,
  part: 'train' | 'val',
  document: Options,
): PlannedDataset | undefined => {
  const at = (key: string): string => `datasets.${part}.${key}`;
  if (reader.peek(`datasets.${part}`) === undefined) {
    reader.any(`datasets.${part}`);
    return undefined;
  }
  reader.ignore(at('name'), 'names are those of files');
  reader.ignore(at('io_backend'), 'what stands at the path is recognised: folder, LMDB or tar');
  reader.ignore(at('prefetch_mode'), 'batches are always made ahead');
  reader.ignore(at('phase'), 'follows from the place in the file');
  reader.fixed(at('bicubic_model'), 'PIL', "Pillow's bicubic, as published");
  const type = reader.get('string', at('type'));
  const root = reader.get('string', at('dataroot_gt'), at('dataroot_in'), at('dataroot')) ?? '';
  const references = reader.get('string', at('dataroot_ref'));
  const list = reader.get('string', at('meta_info'), at('meta_info_file'), at('ann_file'));
  const gtSize = reader.get('number', at('gt_size'), ...(part === 'train' ? ['gt_size'] : []));
  const flips = present({
    useHflip: reader.get('boolean', at('use_hflip'), at('use_flip')),
    useRot: reader.get('boolean', at('use_rot')),
  });
  const scale = reader.peek('scale') ?? 4;
  if (root === '') throw reader.wrong(at('dataroot_gt'), 'the folder of the pictures');
  const { list: listed, ...place } = rooted(root, list);
  const with_ = (name: string): Options => present({ ...place, [name]: listed });
  // CUFED's `input` and `ref` lie in one folder.
  const aboveInput =
    references === undefined || references === root ? root : root.replace(/[\\/]input[\\/]?$/, '');
  if (references !== undefined) reader.ignore(at('dataroot_ref'), 'references are found beside the inputs');
  switch (type) {
    case 'RealESRGANDataset': {
      // Its kernels are read by the degradation, from the whole file.
      for (const suffix of ['', '2']) {
        reader.ignore(
          at(`blur_kernel_size${suffix}`),
          'sides of kernels are always 7 to 21, in the official code as well',
        );
        for (const key of [
          'kernel_list',
          'kernel_prob',
          'sinc_prob',
          'blur_sigma',
          'betag_range',
          'betap_range',
        ])
          reader.any(at(key + suffix));
      }
      reader.any(at('final_sinc_prob'));
      const degradation = optionsFromBasicSR({ ...document, model_type: reader.peek('model_type') });
      const cropSize = reader.get('number', at('crop_pad_size'));
      return {
        type: 'degraded',
        ...(with_('metaInfo') as { root: string }),
        degradation,
        ...present({ cropSize }),
        ...flips,
      };
    }
    case 'RealESRGANPairedDataset':
    case 'PairedImageDataset': {
      const lqRoot = reader.get('string', at('dataroot_lq'));
      const filenameTmpl = reader.get('string', at('filename_tmpl'));
      const options = present({
        lqRoot,
        filenameTmpl,
        scale,
        gtSize: part === 'train' ? (gtSize ?? 256) : null,
      });
      return { type: 'paired', ...(with_('metaInfo') as { root: string }), ...options, ...flips };
    }
    case 'ContrasDataset':
      return { type: 'contrastive', root: aboveInput, ...present({ gtSize }), ...flips };
    case 'ContrasValDataset':
      return { type: 'contrastive-test', ...(with_('pairs') as { root: string }) };
    case 'RefCUFEDDataset':
      if (part === 'val') return { type: 'reference-pairs', ...(with_('pairs') as { root: string }) };
      return { type: 'cufed', root: aboveInput, ...present({ gtSize }), ...flips };
    case 'MultiRefCUFEDSet':
      return { type: 'cufed5', root, references: 'all' };
    case 'MultiRefMegaDepthDataset':
      return {
        type: 'lmr',
        ...(with_('list') as { root: string }),
        ...present({ gtSize }),
        references: 5,
        ...flips,
      };
    case 'SingleRefMegaDepthDataset':
      return {
        type: 'lmr',
        ...(with_('list') as { root: string }),
        ...present({ gtSize }),
        references: 1,
        ...flips,
      };
    default:
      throw reader.wrong(at('type'), 'a data set of Real-ESRGAN, C2-Matching or MRefSR');
  }
};

const loader = (reader: OptionReader, seed: number, degraded: boolean): PlannedLoader => {
  const at = (key: string): string => `datasets.train.${key}`;
  const poolSize = reader.get('number', 'queue_size') ?? 180;
  return {
    batchSize: reader.get('number', at('batch_size_per_gpu'), at('batch_size')) ?? 1,
    seed,
    shuffle: reader.get('boolean', at('use_shuffle')) ?? true,
    enlarge: reader.get('number', at('dataset_enlarge_ratio')) ?? 1,
    poolSize: degraded ? poolSize : 0,
    workers: reader.get('number', at('num_worker_per_gpu'), at('n_workers')),
  };
};

const metrics = (reader: OptionReader): Record<string, PlannedMetric> => {
  const given = reader.map('val.metrics') ?? {};
  const fallback = reader.get('number', 'crop_border') ?? Number(reader.peek('scale') ?? 4);
  const found: Record<string, PlannedMetric> = {};
  for (const [name, options] of Object.entries(given)) {
    const { type, crop_border: crop, test_y_channel: y } = (options ?? {}) as Record<string, unknown>;
    const metric = /^calculate_(psnr|ssim|niqe)$/.exec(String(type))?.[1] as
      | PlannedMetric['metric']
      | undefined;
    if (!metric)
      throw reader.wrong(`val.metrics.${name}.type`, 'calculate_psnr, calculate_ssim or calculate_niqe');
    found[name] = {
      metric,
      crop: typeof crop === 'number' ? crop : fallback,
      channel: y === true ? 'y' : 'rgb',
    };
  }
  if (Object.keys(found).length > 0) return found;
  return {
    psnr_y: { metric: 'psnr', crop: fallback, channel: 'y' },
    ssim_y: { metric: 'ssim', crop: fallback, channel: 'y' },
  };
};

/** What the degradation reads, of the whole file. */
const DEGRADATION_KEYS = [
  ...[
    'resize_prob',
    'resize_range',
    'gaussian_noise_prob',
    'noise_range',
    'poisson_scale_range',
    'gray_noise_prob',
  ],
  'jpeg_range',
] as const;

/**
 * What an official option file says: of Real-ESRGAN `options/*.yml`, of C2-Matching and MRefSR `options/train/*.yml`.
 *
 * Every key is honoured, or named in `idle` with the reason; one that is neither is refused with the nearest name. Keys of our
 * own beside the official ones: `path.vgg16`, `path.vgg19` (torchvision's files), `train.perceptual_opt.contrastive`
 * (C2-Matching's extractors instead of VGG19), `train.accumulate`, `train.clip_norm`,
 * `train.recompute`, `train.random_references`, `datasets.train.crop_pad_size` (400 in the official code). `num_gpu: 4` averages
 * the gradients of four batches, as four cards do.
 *
 * @param settings values that are set over the file's: `train.optim_g.lr=2e-4`.
 * @throws ConfigError naming the key, its value and what is expected.
 */
export const planFromOfficial = (text: string, settings: readonly string[] = []): TrainingPlan => {
  const document = readOptionFile(text, settings);
  const reader = new OptionReader(document);
  const modelType = reader.get('string', 'model_type') ?? '';
  const kind = Object.hasOwn(KINDS, modelType) ? KINDS[modelType] : undefined;
  if (kind === undefined) {
    if (modelType === '')
      throw new ConfigError(
        'E_CONFIG_OPTION_FILE',
        `option file: model_type is missing, expected one of ${Object.keys(KINDS).join(', ')}.`,
      );
    throw reader.wrong('model_type', `one of ${Object.keys(KINDS).join(', ')}`);
  }
  reader.any('num_gpu', 'high_order_degradation', 'gt_usm', 'second_blur_prob');
  for (const key of DEGRADATION_KEYS) reader.any(key, `${key}2`);
  const train = dataset(reader, 'train', document);
  if (!train) throw new ConfigError('E_CONFIG_OPTION_FILE', 'option file: datasets.train is missing.');
  const isRestoration = kind === 'restoration';
  const single = modelType === 'RefRestorationModel';
  const own = isRestoration
    ? restorationRecipe(reader, single)
    : kind === 'contrastive-teacher' || kind === 'contrastive-student'
      ? contrastiveRecipe(reader, kind)
      : pairRecipe(reader, kind);
  const shared = common(reader);
  // The pairs of these trainings exist: nothing sharpens them unless the file says so.
  const recipe = parseRecipe(
    present({ kind, ...shared, ...(single ? { schedule: undefined } : {}), ...own }),
  );
  const planned = loader(reader, recipe.seed, train.type === 'degraded');
  const validated = dataset(reader, 'val', document);
  const previews = reader.get('boolean', 'val.save_img') ?? true;
  reader.ignore('val.pbar', 'there is always a line of progress');
  const measured = metrics(reader);
  const resumeState = reader.get('string', 'path.resume_state');
  reader.finish();
  return {
    recipe,
    dataset: train,
    loader: planned,
    validation: validated && { dataset: validated, metrics: measured, previews },
    resumeState,
    idle: reader.idle,
  };
};
