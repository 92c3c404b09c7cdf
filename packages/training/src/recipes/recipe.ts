import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import * as v from 'valibot';
import { betas, boolean, field, integer, numberFrom, optional, text } from './fields';
import { adam, common, gan, network, perceptual, pixel, pretrained, widths } from './parts';

const REAL_ESRGAN_BETAS = [0.9, 0.99] as const;
const TORCH_BETAS = [0.9, 0.999] as const;

/** Real-ESRGAN's layers, before the activation (section 4.1). */
const REAL_ESRGAN_LAYERS = { conv1_2: 0.1, conv2_2: 0.1, conv3_4: 1, conv4_4: 1, conv5_4: 1 };

const recompute = optional(
  boolean,
  false,
  "Keeps of each of the generator's blocks only the input, and computes the rest again on the way back: less memory, more time.",
);

/** What Real-ESRNet and Real-ESRGAN share. */
const pairs = (lr: number) => ({
  networkG: field(network, 'The network that is trained.'),
  optimG: optional(adam(lr, REAL_ESRGAN_BETAS), {}, 'Its optimiser.'),
  pretrainG: field(v.optional(pretrained('params_ema', true)), 'Weights that it starts from.'),
  emaDecay: optional(
    v.pipe(numberFrom(0), v.maxValue(1, 'a number in 0..1')),
    0.999,
    'Share of the average of weights that stays at an iteration; 0: no average.',
  ),
  pixel: optional(v.nullable(pixel), {}, 'Difference to the ground truth; null: none.'),
  recompute,
});

/** Real-ESRNet, ESRNet and compact networks: L1. */
const realesrnet = v.strictObject({
  kind: v.literal('realesrnet'),
  ...common,
  ...pairs(2e-4),
  perceptual: optional(
    v.nullable(perceptual(REAL_ESRGAN_LAYERS, 1, 'l1')),
    null,
    'Perceptual loss; null: none.',
  ),
});

const realesrgan = v.strictObject({
  kind: v.literal('realesrgan'),
  ...common,
  ...pairs(1e-4),
  perceptual: optional(
    v.nullable(perceptual(REAL_ESRGAN_LAYERS, 1, 'l1')),
    {},
    'Perceptual loss; null: none.',
  ),
  networkD: optional(network, { type: 'UNetDiscriminatorSN' }, 'The discriminator.'),
  optimD: optional(adam(1e-4, REAL_ESRGAN_BETAS), {}, 'Its optimiser.'),
  pretrainD: field(v.optional(pretrained('params', true)), 'Weights that it starts from.'),
  gan: optional(gan, {}, 'Adversarial loss.'),
  l1GtUsm: optional(boolean, true, 'The pixel loss compares with the sharpened ground truth.'),
  percepGtUsm: optional(boolean, true, 'The perceptual loss compares with the sharpened ground truth.'),
  ganGtUsm: optional(boolean, false, 'The discriminator sees the sharpened ground truth.'),
  netDIters: optional(integer(1), 1, 'The generator learns in every so many iterations.', 'iterations'),
  netDInitIters: optional(
    integer(0),
    0,
    'Iterations at the start in which only the discriminator learns.',
    'iterations',
  ),
});

/** What C2-Matching's first two stages share. */
const contrastive = {
  ...common,
  optimG: optional(adam(1e-3, TORCH_BETAS), {}, 'Its optimiser.'),
  pretrainG: field(v.optional(pretrained('params', true)), 'Weights that the trained extractors start from.'),
  vgg16: field(
    v.optional(text),
    "Checkpoint of torchvision's VGG16, from which both extractors start where there is no pretrainG; a path or URL.",
  ),
  widths: optional(
    widths,
    [64, 128, 256],
    "Channels of the trained extractors' blocks; the paper's are VGG16's.",
    'channels',
  ),
  margin: optional(
    numberFrom(0),
    1,
    'How much further than the right match the nearest wrong one should be.',
  ),
  safeRadius: optional(
    integer(0),
    4,
    'Candidates so close to the right one are not wrong.',
    'cells of 4 pixels',
  ),
};

/** C2-Matching's stage 1 (section 3.2): extractors learn to describe a picture and its warped copy alike. */
const contrastiveTeacher = v.strictObject({ kind: v.literal('contrastive-teacher'), ...contrastive });

/** C2-Matching's stage 2 (section 3.3): the same for enlarged low-resolution pictures, with the teacher's help. */
const contrastiveStudent = v.strictObject({
  kind: v.literal('contrastive-student'),
  ...contrastive,
  teacher: field(pretrained('params', true), "The teacher's weights: `net_g` of stage 1."),
  distillWeight: optional(numberFrom(0), 15, 'Factor of the distillation; 0: none.'),
  temperature: optional(numberFrom(1e-6), 0.15, "Temperature of the similarities' softmax."),
});

/** C2-Matching's stage 3 (section 3.4), and MRefSR: restoration with one or several references. */
const restoration = v.strictObject({
  kind: v.literal('restoration'),
  ...common,
  networkG: optional(
    network,
    { type: 'MRAPARestorationNet' },
    'RestorationNet or MRAPARestorationNet; of the latter, `mam: false`, `safm: false` and `learnedOffsets: false` leave those parts out.',
  ),
  optimG: optional(
    v.strictObject({
      lrG: optional(numberFrom(0), 1e-4, 'Learning rate of everything that is no offset.'),
      lrOffset: optional(numberFrom(0), 1e-4, 'Of the offsets at full resolution.'),
      lrRelu2Offset: optional(numberFrom(0), 1e-5, 'Of the offsets at half resolution.'),
      lrRelu3Offset: optional(numberFrom(0), 1e-6, 'Of the offsets at a quarter of the resolution.'),
      betas: optional(betas, [...TORCH_BETAS], 'Decay of the averages of gradients and of their squares.'),
      weightDecay: optional(numberFrom(0), 0, 'L2 weight decay.'),
    }),
    {},
    'Its optimiser, with the rates of four groups of parameters.',
  ),
  pretrainG: field(v.optional(pretrained('params', true)), 'Weights that it starts from.'),
  extractor: field(
    v.optional(pretrained('params', true)),
    'The student of stage 2: `feature_extraction.pth`.',
  ),
  vgg19: field(
    v.optional(text),
    "Checkpoint of torchvision's VGG19, whose features of the references are brought in; a path or URL.",
  ),
  encoder: optional(
    v.nullable(
      v.strictObject({
        widths: optional(
          widths,
          [64, 128, 256],
          'Channels of its blocks, as `networkG.refWidths` has them.',
          'channels',
        ),
        refined: optional(
          boolean,
          false,
          'Matches are made exact to fractions of a pixel by comparing pixels, before anything is learned from them.',
        ),
        lr: optional(numberFrom(0), 1e-4, 'Its learning rate at the start.'),
        pretrain: field(v.optional(pretrained('params', true)), 'Weights that it starts from.'),
      }),
    ),
    null,
    "A network of VGG's form that learns with the restoration what to describe references by, in place of VGG19; null: VGG19.",
  ),
  randomReferences: optional(
    boolean,
    false,
    'Each iteration takes a random number of the references, for robustness.',
  ),
  recompute,
  pixel: optional(v.nullable(pixel), {}, 'Difference to the ground truth; null: none.'),
  perceptual: optional(
    v.nullable(perceptual({ relu5_1: 1 }, 1e-4, 'fro')),
    null,
    'Perceptual loss; null: none.',
  ),
  texture: optional(
    v.nullable(v.strictObject({ weight: optional(numberFrom(0), 1, 'Factor of the loss.') })),
    null,
    "SRNTT's texture loss against features swapped in from the reference, which both official codes carry along unused; for one reference. null: none.",
  ),
  networkD: optional(v.nullable(network), null, 'The discriminator of a Wasserstein GAN; null: none.'),
  optimD: optional(adam(1e-4, TORCH_BETAS), {}, 'Its optimiser.'),
  pretrainD: field(v.optional(pretrained('params', true)), 'Weights that it starts from.'),
  ganWeight: optional(numberFrom(0), 1e-6, "Factor of the generator's adversarial loss."),
  gradPenaltyWeight: optional(numberFrom(0), 10, 'Factor of the gradient penalty.'),
  netGPretrainSteps: optional(
    integer(0),
    0,
    'Iterations at the start with the pixel loss alone.',
    'iterations',
  ),
  netDSteps: optional(
    integer(1),
    1,
    'The generator learns in every so many iterations after those.',
    'iterations',
  ),
  netDInitSteps: optional(
    integer(0),
    0,
    'Iterations after those in which only the discriminator learns.',
    'iterations',
  ),
});

/** Every kind of recipe, by its name. */
export const RECIPES = {
  realesrnet,
  realesrgan,
  'contrastive-teacher': contrastiveTeacher,
  'contrastive-student': contrastiveStudent,
  restoration,
} as const;

/** What a training does, as data: how `RECIPES` describes it, with all defaults. */
export type Recipe = { [Kind in RecipeKind]: v.InferOutput<(typeof RECIPES)[Kind]> }[RecipeKind];
export type RecipeKind = keyof typeof RECIPES;
/** A recipe as one writes it: what has a default may be left out. */
export type RecipeInput = { [Kind in RecipeKind]: v.InferInput<(typeof RECIPES)[Kind]> }[RecipeKind];
export type RecipeOf<Kind extends RecipeKind> = Extract<Recipe, { readonly kind: Kind }>;

/** A schema's fields, where it is an object; of a variant those of the option that the value names. */
const entriesOf = (schema: unknown, value: object): Readonly<Record<string, unknown>> | undefined => {
  const { type, wrapped, entries, options } = schema as {
    type: string;
    wrapped?: unknown;
    entries?: Readonly<Record<string, unknown>>;
    options?: readonly { entries: { type: { literal: unknown } } }[];
  };
  if (wrapped) return entriesOf(wrapped, value);
  if (type === 'strict_object') return entries;
  const named = options?.find(({ entries }) => entries.type.literal === (value as { type?: unknown }).type);
  return named && entriesOf(named, value);
};

/** Refuses misspelt names at any depth, with the nearest one. */
const refuseUnknown = (where: string, schema: unknown, value: unknown): void => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const entries = entriesOf(schema, value);
  if (!entries) return;
  refuseUnknownKeys(where, value, Object.keys(entries));
  for (const [name, each] of Object.entries(value)) refuseUnknown(`${where}.${name}`, entries[name], each);
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
};

/**
 * A checked copy of a recipe, with its defaults.
 *
 * @throws ConfigError `E_CONFIG_RECIPE` naming the field, its value and what is expected; `E_CONFIG_UNKNOWN` for a name
 *   that there is not, with the nearest one.
 */
export const parseRecipe = (given: unknown): Recipe => {
  const kind = (given as { kind?: unknown } | null)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(RECIPES, kind)) {
    throw new ConfigError(
      'E_CONFIG_RECIPE',
      `recipe: kind is ${shown(kind)}, expected one of ${Object.keys(RECIPES).join(', ')}.`,
    );
  }
  const schema = RECIPES[kind as RecipeKind];
  refuseUnknown('recipe', schema, given);
  const result = v.safeParse(schema, given, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = ['recipe', ...(issue.path ?? []).map(({ key }) => String(key))].join('.');
  throw new ConfigError(
    'E_CONFIG_RECIPE',
    issue.input === undefined
      ? `${path} is missing; expected ${issue.message}.`
      : `${path} is ${shown(issue.input)}, expected ${issue.message}.`,
  );
};
