import { join } from 'node:path';
import { loadStateDict, saveSafetensors } from '@srkit/checkpoints';
import { openLoader } from '@srkit/datasets';
import {
  ContrasExtractorSep,
  CorrespondenceGenerationArch,
  findShippedModel,
  loadNetwork,
  MRAPARestorationNet,
  type MRAPARestorationNetConfig,
  type Widths,
} from '@srkit/models';
import {
  fillKaiming,
  loaderBatches,
  type RecipeInput,
  startNarrow,
  Trainer,
  warpedBatch,
} from '@srkit/training';
import { openRunFolder } from '@srkit/training/node';
import { PSNR_NETWORK } from './psnr';
import { SQUARE_SIDE } from './ref-squares';
import { sampleBatches } from './sample-batches';

/** Channels of the extractors of `srkit-ref-x4`, and of what describes its references. */
const EXTRACTOR_WIDTHS: Widths = [16, 32, 64];
const ENCODER_WIDTHS: Widths = [16, 16, 16];

/** The restoration network of `srkit-ref-x4`. */
const RESTORATION = {
  ngf: 24,
  nBlocks: 2,
  groups: 1,
  refWidths: ENCODER_WIDTHS,
  base: PSNR_NETWORK,
  mam: true,
  safm: false,
  learnedOffsets: false,
} as const satisfies MRAPARestorationNetConfig;

export const REF_STAGES = ['teacher', 'student', 'restoration'] as const;
export type RefStage = (typeof REF_STAGES)[number];

export interface RefOptions {
  /** What `makeSquares` made, and for `restoration` what `makeSamples` did. */
  readonly data: string;
  readonly out: string;
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  readonly lr: number;
  /** Folder of the stage before: the teacher's, or for `restoration` the student's. */
  readonly after: string | undefined;
  /** For `restoration`: an earlier run of it whose weights are begun with. */
  readonly from: string | undefined;
  /** Weights of the enlarged picture that detail is added to. Default: those of `srkit-psnr-x4`. */
  readonly base: string | undefined;
  readonly log: (line: string) => void;
}

/** Writes what a stage begins with; returns the files by part. */
const writeStart = async (stage: RefStage, { out, seed, base }: RefOptions) => {
  const files = { net_g: join(out, 'start-g.safetensors'), net_e: join(out, 'start-e.safetensors') };
  if (stage !== 'restoration') {
    const network = new ContrasExtractorSep({ widths: EXTRACTOR_WIDTHS }, { seed });
    fillKaiming(network.image1, seed);
    // Both see pictures: they begin alike, so that the same things look the same.
    network.image2.loadStateDict(await network.image1.stateDict());
    await saveSafetensors(files.net_g, await network.stateDict(), { overwrite: true });
    network.dispose();
    return files;
  }
  const network = new MRAPARestorationNet(RESTORATION, { seed });
  const compact = await loadStateDict(base ?? (findShippedModel('psnr') as { url(): URL }).url());
  await startNarrow(network, seed, compact);
  await saveSafetensors(files.net_g, await network.stateDict(), { overwrite: true });
  network.dispose();
  const encoder = new CorrespondenceGenerationArch({ widths: ENCODER_WIDTHS, refined: true }, { seed });
  fillKaiming(encoder, seed);
  await saveSafetensors(files.net_e, await encoder.stateDict(), { overwrite: true });
  encoder.dispose();
  return files;
};

const modelIn = (folder: string, name: string): { readonly path: string } => ({
  path: join(folder, 'models', `${name}_latest.safetensors`),
});

/** The extractor that a run of `student` left. */
export const loadStudent = async (folder: string): Promise<ContrasExtractorSep> => {
  const { path } = modelIn(folder, 'net_student');
  const { network } = await loadNetwork(await loadStateDict(path), { as: 'ContrasExtractorSep', name: path });
  return network as ContrasExtractorSep;
};

const recipeOf = async (stage: RefStage, options: RefOptions): Promise<RecipeInput> => {
  const { seed, steps, lr, after, from } = options;
  const start = await writeStart(stage, options);
  const common = {
    name: `srkit-ref-x4-${stage}`,
    seed,
    totalIter: steps,
    schedule: { type: 'cosine' as const, periods: [steps] },
    warmupIter: Math.min(100, Math.floor(steps / 10)),
    logEvery: 20,
    saveEvery: 200,
  };
  const widths = [...EXTRACTOR_WIDTHS] as [number, number, number];
  if (stage === 'teacher') {
    return {
      kind: 'contrastive-teacher',
      ...common,
      widths,
      optimG: { lr },
      pretrainG: { path: start.net_g },
    };
  }
  if (after === undefined) throw new Error(`${stage} needs --after, the folder of the stage before it.`);
  if (stage === 'student') {
    const teacher = modelIn(after, 'net_g');
    return { kind: 'contrastive-student', ...common, widths, optimG: { lr }, teacher, pretrainG: teacher };
  }
  return {
    kind: 'restoration',
    ...common,
    networkG: { type: 'MRAPARestorationNet', ...RESTORATION },
    optimG: { lrG: lr, betas: [0.9, 0.99] },
    pretrainG: from === undefined ? { path: start.net_g } : modelIn(from, 'net_g'),
    extractor: modelIn(after, 'net_student'),
    encoder: {
      widths: [...ENCODER_WIDTHS] as [number, number, number],
      refined: true,
      lr,
      pretrain: from === undefined ? { path: start.net_e } : modelIn(from, 'net_e'),
    },
    clipNorm: 1,
  };
};

/** Trains a stage of `srkit-ref-x4`, or goes on with it. */
export const trainRef = async (stage: RefStage, options: RefOptions): Promise<void> => {
  const { data: root, out, batch, seed, log } = options;
  const folder = await openRunFolder(out);
  const data =
    stage === 'restoration'
      ? await sampleBatches(root, { seed, batch })
      : loaderBatches(
          (from) =>
            openLoader(
              { type: 'contrastive', root, gtSize: SQUARE_SIDE },
              { batchSize: batch, workers: 0, seed, from },
            ),
          warpedBatch,
        );
  const trainer = new Trainer((await recipeOf(stage, options)) as never, {
    data: data as never,
    folder,
    onNote: log,
  });
  try {
    for await (const { iteration, losses, seconds, eta } of trainer) {
      if (!losses) continue;
      const values = Object.entries(losses).map(([name, value]) => `${name} ${value.toFixed(5)}`);
      const time = `${seconds.step.toFixed(2)} s + data ${seconds.data.toFixed(2)} s`;
      log(
        `${iteration}  ${values.join('  ')}  ${time}  ${eta === undefined ? '' : `${Math.round(eta)} s left`}`,
      );
    }
  } finally {
    trainer.dispose();
    await data.dispose?.();
    await folder.close();
  }
};
