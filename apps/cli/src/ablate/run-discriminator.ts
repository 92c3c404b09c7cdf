import { DataLoader } from '@srkit/datasets';
import { sample } from '@srkit/degradation';
import type { Raster } from '@srkit/image';
import { describeProtocol, psnr } from '@srkit/metrics';
import { loadModel } from '@srkit/models';
import {
  cutPhotos,
  loaderBatches,
  pairBatch,
  patchDataset,
  type RecipeInput,
  Trainer,
} from '@srkit/training';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { drawSheet, type Panel } from '../sheet/draw-sheet';
import { type AblationResult, type AblationRow, mean, verdictOf } from './ablation-result';
import { FULL } from './degradation-ablations';
import { detailOf } from './detail';
import type { PhotoAblationRequest } from './run-degradation';
import { enlarged, PROTOCOL, trialsOf } from './trials';

/** Of a ground truth; ESRGAN's discriminator takes this side or its double. */
const SIDE = 128;
/** Half as wide as the papers', and a third of their batch: two trainings have to fit into minutes. */
const NUM_FEAT = 32;
const BATCH = 4;
/** Rows of a sheet. */
const ROWS = 6;
/** Differences of the correlation of detail below it are not told from chance, in percent. */
const LEAST_DETAIL = 1;

const VARIANTS = [
  { name: 'U-Net with spectral norm', network: { type: 'UNetDiscriminatorSN', numFeat: NUM_FEAT } },
  { name: 'VGG style', network: { type: 'VGGStyleDiscriminator', numFeat: NUM_FEAT, inputSize: SIDE } },
] as const;

const spread = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

/** Trains a GAN twice from the same generator, against the U-Net and against ESRGAN's discriminator. */
export const runDiscriminator = async (request: PhotoAblationRequest): Promise<AblationResult> => {
  const { photos, from, name, iterations, seed, degrade, signal, onNote, onIteration } = request;
  const patches = await cutPhotos(photos, { side: SIDE, seed, signal });
  for (const note of patches.notes) onNote(note);
  onNote('without a perceptual loss, which would need VGG19: L1 and the adversarial loss alone');
  const trials = await trialsOf(
    patches.heldOut.map(({ picture }) => picture),
    FULL,
    request,
  );
  const model = await loadModel(from, { name, signal });
  const { architecture } = model;
  const weights = await model.network.stateDict().finally(() => model.dispose());
  const dataset = patchDataset(patches.training, SIDE, async (gt, draw, work) => ({
    gt,
    lq: (await degrade(gt, sample(FULL, draw, [gt.height, gt.width, 3]), work)).lq,
  }));
  const rows: AblationRow[] = [];
  const pictures: Raster[][] = [];
  for (const { name: variant, network } of VARIANTS) {
    const recipe: Extract<RecipeInput, { kind: 'realesrgan' }> = {
      kind: 'realesrgan',
      name: variant,
      scale: 4,
      seed,
      totalIter: iterations,
      networkG: { type: architecture.name, ...architecture.config },
      networkD: network,
      perceptual: null,
      // Results are compared with the photos as they are.
      l1GtUsm: false,
      emaDecay: Math.min(0.999, Math.max(0, 1 - 10 / iterations)),
    };
    const data = loaderBatches(
      async (start) =>
        new DataLoader(dataset, {
          batchSize: BATCH,
          seed,
          enlarge: Math.ceil(BATCH / dataset.length),
          from: start,
        }),
      pairBatch as never,
    );
    const trainer = new Trainer(recipe, { data: data as never, parts: { weights }, signal });
    const unrest: number[] = [];
    try {
      for await (const { iteration, losses } of trainer) {
        const { l_d_real: real = 0, l_d_fake: fake = 0 } = { ...losses };
        if (losses && iteration > iterations / 2) unrest.push((real + fake) / 2);
        onIteration(variant, iteration / iterations);
      }
      signal.throwIfAborted();
      const generator = trainer.result as unknown as { forward(lq: Tensor4D): Tensor4D };
      const made: Raster[] = [];
      for (const trial of trials) made.push(await enlarged(generator, trial));
      pictures.push(made);
      const detail = made.map((picture, i) => detailOf(picture, trials[i]!.gt));
      const fidelity: number[] = [];
      for (const [i, picture] of made.entries()) fidelity.push(await psnr(picture, trials[i]!.gt, PROTOCOL));
      rows.push({
        variant,
        values: [
          100 * mean(detail.map(({ amount }) => amount)),
          100 * mean(detail.map(({ agreement }) => agreement)),
          mean(fidelity),
          spread(unrest),
        ],
      });
    } finally {
      trainer.dispose();
      await data.dispose?.();
    }
  }
  const panels = trials.slice(0, ROWS).flatMap(({ lq, gt }, i): Panel[] => [
    { picture: lq, title: `LQ, ${lq.width}x${lq.height}`, lines: ['second order'] },
    ...VARIANTS.map(
      (variant, v): Panel => ({
        picture: pictures[v]![i]!,
        title: 'trained against',
        lines: [variant.name],
      }),
    ),
    { picture: gt, title: 'ground truth', lines: ['held out'] },
  ]);
  // Not how much detail there is: stripes that a discriminator lets pass are detail too, in the wrong place.
  const difference = rows[0]!.values[1]! - rows[1]!.values[1]!;
  return {
    about: 'U-Net with spectral norm against a VGG style discriminator (Real-ESRGAN, section 4.4)',
    iterations,
    seed,
    protocol: `detail: mean gradient of luma in percent of the ground truth's, and how far both go together (correlation of gradients in percent); PSNR in dB, ${describeProtocol(PROTOCOL)}; unrest: standard deviation of the discriminator's loss over the second half`,
    columns: ['detail', 'in the right place', 'PSNR', 'unrest'],
    rows,
    difference,
    verdict: verdictOf({
      withIt: VARIANTS[0].name,
      without: VARIANTS[1].name,
      difference,
      least: LEAST_DETAIL,
      unit: 'points',
      on: 'of detail in the right place',
    }),
    sheet: await drawSheet(panels, 4, trials[0]!.gt),
  };
};
