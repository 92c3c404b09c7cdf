import { loadStateDict, type StateDict } from '@srkit/checkpoints';
import { ContrasExtractorSep, torchvisionToConvNames } from '@srkit/models';
import { Adam } from '../adam';
import type { RecipeOf } from '../recipes/recipe';
import {
  ContrastiveStudentStep,
  ContrastiveTeacherStep,
  type EnlargedWarpedBatch,
} from '../steps/contrastive-steps';
import { loadExtractor } from './load-extractor';
import { loadPretrained } from './load-pretrained';
import { Owned } from './owned';
import type { TrainingTask } from './task';
import { WatchedOptimizer } from './watched-optimizer';

type ContrastiveRecipe = RecipeOf<'contrastive-teacher'> | RecipeOf<'contrastive-student'>;

/** Deepest layer of the extractors. */
const LAYER = 'conv3_1';

/** Starts both extractors from ImageNet's VGG16, as the official code does. */
const fillFromVgg16 = async (extractor: ContrasExtractorSep, path: string): Promise<void> => {
  const given = await loadStateDict(path);
  const own = await extractor.stateDict();
  for (const image of ['image1', 'image2']) {
    const prefix = `feature_extraction_${image}.model`;
    for (const [name, tensor] of torchvisionToConvNames(given, 'vgg16', { prefix, upTo: LAYER }))
      own.set(name, tensor);
  }
  extractor.loadStateDict(own as StateDict);
};

/** Stages 1 and 2 of C2-Matching; files are called as the official ones, `net_g` and `net_student`. */
export const contrastiveTask = async (
  recipe: ContrastiveRecipe,
  _parts: Record<never, never>,
  fresh: boolean,
): Promise<TrainingTask<EnlargedWarpedBatch>> => {
  const owned = new Owned();
  try {
    const network = owned.own(new ContrasExtractorSep({ widths: recipe.widths }, { seed: recipe.seed }));
    const notes: string[] = [];
    if (fresh && recipe.pretrainG) await loadPretrained(recipe.pretrainG, network);
    else if (fresh && recipe.vgg16 !== undefined) await fillFromVgg16(network, recipe.vgg16);
    else if (fresh)
      notes.push(
        "the extractors start from random weights; the paper's start from torchvision's VGG16 (vgg16)",
      );
    const optimizer = owned.own(
      new WatchedOptimizer(
        'g',
        new Adam({ parameters: network.namedParameters(), ...recipe.optimG }),
        recipe.clipNorm,
      ),
    );
    const { margin, safeRadius } = recipe;
    const shared = { notes, dispose: () => owned.dispose() };
    if (recipe.kind === 'contrastive-teacher') {
      const step = new ContrastiveTeacherStep({ network, optimizer, margin, safeRadius });
      return {
        ...shared,
        networks: { net_g: network },
        optimizers: { net_g: optimizer },
        result: 'net_g',
        run: (_, parts, log) => step.run(parts, log),
      };
    }
    const teacher = owned.own(await loadExtractor(recipe.teacher));
    const { distillWeight, temperature } = recipe;
    const options = { student: network, teacher, optimizer, margin, safeRadius, distillWeight, temperature };
    const step = new ContrastiveStudentStep(options);
    return {
      ...shared,
      networks: { net_student: network },
      optimizers: { net_student: optimizer },
      result: 'net_student',
      run: (_, parts, log) => step.run(parts, log),
    };
  } catch (error) {
    owned.dispose();
    throw error;
  }
};
