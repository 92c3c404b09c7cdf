import { GAN_TYPES } from '@srkit/losses';
import * as v from 'valibot';
import { betas, boolean, field, integer, numberFrom, optional, text, word } from './fields';

/** A network by its official name, with its options in the papers' names. */
export const network = v.looseObject(
  {
    type: field(
      text,
      'Official name of the network, such as RRDBNet or SRVGGNetCompact; its options stand beside it.',
    ),
  },
  'a network: { type: name, ...options }',
);

/** `torch.optim.Adam`. */
export const adam = (lr: number, defaultBetas: readonly [number, number]) =>
  v.strictObject({
    lr: optional(numberFrom(0), lr, 'Learning rate at the start.'),
    betas: optional(betas, [...defaultBetas], 'Decay of the averages of gradients and of their squares.'),
    weightDecay: optional(numberFrom(0), 0, 'L2 weight decay.'),
  });

const weights = v.array(numberFrom(0), 'a list of numbers of at least 0');

export const schedule = v.variant('type', [
  v.strictObject({
    type: field(v.literal('multistep'), 'Rates fall at milestones.'),
    milestones: optional(
      v.array(integer(0), 'a list of integers'),
      [],
      'Iterations after which the rates are multiplied by `gamma`.',
      'iterations',
    ),
    gamma: optional(numberFrom(0), 0.5, 'Factor at a milestone.'),
    restarts: optional(
      v.array(integer(0), 'a list of integers'),
      [0],
      'Iterations at which the rates start anew.',
      'iterations',
    ),
    restartWeights: optional(weights, [1], 'Factor of the initial rates at each restart.'),
  }),
  v.strictObject({
    type: field(v.literal('cosine'), 'Rates fall along half a cosine in every period.'),
    periods: field(v.array(integer(1), 'a list of integers'), 'Length of each period.', 'iterations'),
    restartWeights: field(
      v.optional(weights),
      'Height of each period, as a factor of the initial rates; all 1 by default.',
    ),
    etaMin: optional(numberFrom(0), 0, 'Rate at the end of a period.'),
  }),
]);

export const pixel = v.strictObject({
  type: optional(word(['l1', 'mse', 'charbonnier']), 'l1', 'Which difference.'),
  weight: optional(numberFrom(0), 1, 'Factor of the loss.'),
  reduction: optional(word(['mean', 'sum']), 'mean', 'Mean or sum over all samples.'),
});

/** BasicSR's `PerceptualLoss`. */
export const perceptual = (
  layerWeights: Readonly<Record<string, number>>,
  weight: number,
  criterion: 'l1' | 'l2' | 'fro',
) =>
  v.strictObject({
    layerWeights: optional(
      v.record(text, numberFrom(0)),
      { ...layerWeights },
      'Weight of each layer; `convX_Y` is before the activation, `reluX_Y` after it.',
    ),
    vggType: optional(word(['vgg16', 'vgg19']), 'vgg19', 'Which VGG.'),
    weights: field(
      v.optional(text),
      "Checkpoint of the VGG network, torchvision's; a path or URL. Without it, give the Trainer an extractor.",
    ),
    contrastive: field(
      v.optional(text),
      "C2-Matching's extractors (`feature_extraction.pth`, or `net_student` of stage 2), whose features are compared instead of VGG's: layers up to conv3_1; a path or URL.",
    ),
    useInputNorm: optional(boolean, true, "Normalise pictures by ImageNet's mean and deviation."),
    rangeNorm: optional(boolean, false, 'Pictures are in [-1, 1].'),
    perceptualWeight: optional(numberFrom(0), weight, 'Factor of the loss; 0 leaves it out.'),
    styleWeight: optional(numberFrom(0), 0, 'Factor of the style loss; 0 leaves it out.'),
    criterion: optional(word(['l1', 'l2', 'fro']), criterion, 'How features are compared.'),
  });

export const gan = v.strictObject({
  type: optional(word(GAN_TYPES), 'vanilla', 'Which adversarial loss.'),
  weight: optional(numberFrom(0), 0.1, "Factor of the generator's adversarial loss."),
  realLabel: optional(v.number('a number'), 1, 'Label of the ground truth.'),
  fakeLabel: optional(v.number('a number'), 0, 'Label of the output.'),
});

const channels = integer(1, 4096);

/** Channels of three blocks of VGG's form. */
export const widths = v.strictTuple([channels, channels, channels], 'three numbers of channels');

/** Weights to start from. */
export const pretrained = (key: string, strict: boolean) =>
  v.strictObject({
    path: field(text, 'Checkpoint to start from: a path or URL.'),
    key: optional(text, key, 'Dictionary of the file; where it is absent, `params`.'),
    strict: optional(
      boolean,
      strict,
      'Names and shapes must all fit; otherwise what does not fit is left as it is.',
    ),
  });

/** What every recipe has. */
export const common = {
  name: optional(text, 'training', 'Name of the training, for logs and models.'),
  scale: optional(integer(1, 16), 4, 'Ground truth over LQ.'),
  seed: optional(integer(0, 0xffffffff), 0, 'Seed of initial weights and of all that is drawn.'),
  totalIter: field(integer(1), 'How long to train.', 'iterations'),
  accumulate: optional(
    integer(1, 65536),
    1,
    'Batches of the source whose gradients are averaged for one iteration, where the whole does not fit into memory.',
    'batches',
  ),
  clipNorm: optional(
    numberFrom(0),
    0,
    "Largest norm of a network's gradients; longer ones are shortened. 0: any.",
  ),
  schedule: optional(schedule, { type: 'multistep' }, 'How learning rates fall.'),
  warmupIter: optional(integer(-1), -1, 'Iterations in which the rates rise from 0; -1: none.', 'iterations'),
  logEvery: optional(integer(1), 100, 'How often losses are logged.', 'iterations'),
  saveEvery: optional(
    integer(1),
    5000,
    'How often everything is saved, so that training can go on from there.',
    'iterations',
  ),
  keepEvery: optional(
    integer(0),
    0,
    'How often a model is kept for good; 0: only the latest and the best.',
    'iterations',
  ),
  validateEvery: optional(integer(1), 5000, 'How often the validation pictures are looked at.', 'iterations'),
};
