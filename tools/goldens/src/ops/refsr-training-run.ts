import { loadStateDict } from '@srkit/checkpoints';
import {
  ContrasExtractorSep,
  CorrespondenceGenerationArch,
  ImageDiscriminator,
  MRAPARestorationNet,
} from '@srkit/models';
import type { Module } from '@srkit/nn';
import {
  memoryRunFolder,
  type NamedGradients,
  planFromOfficial,
  type RecipeOf,
  type ReferenceBatch,
  RestorationStep,
  type TrainedStep,
  Trainer,
} from '@srkit/training';
import { ReferenceSuperResolver } from '@srkit/upscale';
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { fillWithHash, type RefsrHash } from '../hash-refsr';
import { hashedRefsrVgg, type PerceptualConfig } from './perceptual-loss';

export interface RefsrTrainingParams {
  readonly ngf: number;
  readonly n_blocks: number;
  readonly groups: number;
  /** As in MRefSR's option files. */
  readonly train: {
    readonly weight_decay_g: number;
    readonly beta_g: readonly [number, number];
    readonly weight_decay_d: number;
    readonly beta_d: readonly [number, number];
    readonly lr_d: number;
    readonly perceptual_opt?: PerceptualConfig & { readonly norm_img?: boolean };
  };
  readonly network_d: { readonly ndf: number } | null;
  readonly net_g_hash_weights: RefsrHash;
  readonly extractor_hash_weights: RefsrHash;
  readonly map_hash_weights: RefsrHash;
  readonly net_d_hash_weights: RefsrHash | null;
  readonly perceptual_hash_weights: RefsrHash | null;
}

/** Official name and values of each parameter, in the state's order. */
export type Values = ReadonlyMap<string, Float32Array>;

const filled = <M extends Module>(network: M, hash: RefsrHash, rename?: (name: string) => string): M => {
  fillWithHash(network, hash, rename);
  return network;
};

/** The case as MRefSR's option file, which has a discriminator where the case has one. */
const recipeOf = ({ ngf, n_blocks, groups, train, network_d }: RefsrTrainingParams, iterations: number) => {
  const file = {
    name: 'golden',
    model_type: 'MultiRefRestorationModel',
    scale: 4,
    datasets: { train: { type: 'MultiRefMegaDepthDataset', dataroot_in: '.' } },
    network_g: { type: 'MRAPARestorationNet', ngf, n_blocks, groups },
    ...(network_d && { network_d: { type: 'ImageDiscriminator', ...network_d } }),
    train: { ...train, total_iter: iterations },
    logger: { save_checkpoint_freq: 1 },
  };
  return planFromOfficial(JSON.stringify(file)).recipe as RecipeOf<'restoration'>;
};

/** A training of MRefSR on one batch, by a `Trainer` that saves its state after each iteration. */
export class RefsrTrainingRun {
  readonly trainer: Trainer<'restoration'>;
  readonly #params: RefsrTrainingParams;
  readonly #batch: ReferenceBatch;
  readonly #alpha: (iteration: number) => readonly number[];
  readonly #files = new Map<string, Uint8Array>();
  readonly #owned: { dispose(): void }[] = [];
  readonly #matching: { extractor: ContrasExtractorSep; correspondence: CorrespondenceGenerationArch };

  /**
   * @param batch one for all iterations; the caller's.
   * @param alpha where the penalty of an iteration looks.
   */
  constructor(
    params: RefsrTrainingParams,
    batch: ReferenceBatch,
    alpha: (iteration: number) => readonly number[],
    iterations: number,
  ) {
    this.#params = params;
    this.#batch = batch;
    this.#alpha = alpha;
    const own = <T extends { dispose(): void }>(each: T): T => {
      this.#owned.push(each);
      return each;
    };
    const { ngf, n_blocks: nBlocks, groups, network_d, net_d_hash_weights, perceptual_hash_weights } = params;
    const config = params.train.perceptual_opt;
    if (!network_d !== !net_d_hash_weights || !config !== !perceptual_hash_weights)
      throw new Error('the case has a network without weights, or weights without a network');
    const recipe = recipeOf(params, iterations);
    const { useInputNorm = true, rangeNorm = false } = recipe.perceptual ?? {};
    if (!useInputNorm || rangeNorm) throw new Error('only use_input_norm without norm_img is known');
    const generator = () =>
      filled(new MRAPARestorationNet({ ngf, nBlocks, groups }), params.net_g_hash_weights);
    const extractor = own(
      filled(new ContrasExtractorSep({}, { deferred: true }), params.extractor_hash_weights, (name) =>
        name.replace('feature_extraction_image2', 'feature_extraction_image1'),
      ),
    );
    const correspondence = own(
      filled(
        new CorrespondenceGenerationArch({ decode: 'official' }, { deferred: true }),
        params.map_hash_weights,
      ),
    );
    const perceptual =
      config &&
      own(hashedRefsrVgg(Object.keys(config.layer_weights), config.vgg_type, perceptual_hash_weights!));
    this.#matching = { extractor, correspondence };
    this.trainer = new Trainer<'restoration'>(recipe, {
      data: { next: async () => this.#copied(), state: () => null, resume: () => undefined },
      folder: memoryRunFolder(this.#files),
      parts: {
        generator,
        extractor,
        correspondence,
        alpha,
        ...(network_d && {
          discriminator: () =>
            filled(new ImageDiscriminator({ ndf: network_d.ndf }), net_d_hash_weights as RefsrHash),
        }),
        ...(perceptual && { perceptual }),
      },
    });
  }

  /** The batch as the trainer may dispose of it. */
  #copied(): ReferenceBatch {
    const { lq, up, gt, references } = this.#batch;
    return { lq: lq.clone(), up: up.clone(), gt: gt.clone(), references: references.map((x) => x.clone()) };
  }

  network(name: 'net_g' | 'net_d'): Module | undefined {
    return this.trainer.network(name);
  }

  /** What the generator makes of the batch now. */
  output(): Tensor4D {
    const network = this.trainer.network('net_g') as MRAPARestorationNet;
    const resolver = new ReferenceSuperResolver({ ...this.#matching, network });
    const { lq, up, references } = this.#batch;
    return tidy(() => {
      const found = resolver.match(up, references);
      return network.forward(
        lq,
        found.map(({ preOffsets }) => preOffsets),
        found.map(({ features }) => features),
      );
    });
  }

  /**
   * The gradients that an iteration's state tells: `exp_avg` is the average of all, so what it gained since the state before is
   * the last one's.
   *
   * @param before the parameters that they were taken at, for weight decay.
   */
  async gradients(
    { iteration, saved }: TrainedStep,
    name: 'net_g' | 'net_d',
    before: Values,
  ): Promise<Values> {
    const { beta_g, beta_d, weight_decay_g, weight_decay_d } = this.#params.train;
    const [beta, decay] = name === 'net_g' ? [beta_g[0], weight_decay_g] : [beta_d[0], weight_decay_d];
    const moments = async (file: string): Promise<Values> => {
      const bytes = this.#files.get(file);
      if (!bytes) throw new Error(`the trainer left no ${file}`);
      const start = `optimizer/${name}/exp_avg/`;
      const entries = [...(await loadStateDict(bytes))].filter(([key]) => key.startsWith(start));
      return new Map(entries.map(([key, { data }]) => [key.slice(start.length), data as Float32Array]));
    };
    const stateOf = (i: number): string => `states/${String(i).padStart(8, '0')}.safetensors`;
    if (saved === undefined) throw new Error(`iteration ${iteration} was not saved`);
    const earlier: Values = iteration === 1 ? new Map() : await moments(stateOf(iteration - 1));
    const found = await moments(stateOf(iteration));
    return new Map(
      [...found].map(([path, average]) => {
        const [old, start] = [earlier.get(path), before.get(path) as Float32Array];
        const gradient = average.map(
          (value, i) => (value - beta * (old?.[i] ?? 0)) / (1 - beta) - decay * (start[i] as number),
        );
        return [path, gradient];
      }),
    );
  }

  /** The discriminator's gradients for a given output, with its running statistics put back. */
  async judge(output: Tensor4D, iteration: number): Promise<NamedGradients> {
    const discriminator = this.trainer.network('net_d') as ImageDiscriminator;
    const state = await discriminator.stateDict();
    const idle = { step: () => undefined };
    const { gradPenaltyWeight } = this.trainer.recipe as RecipeOf<'restoration'>;
    const step = new RestorationStep<[]>({
      generator: { namedParameters: () => [], forward: () => output },
      optimizer: idle,
      adversarial: { discriminator, optimizer: idle, gradientPenaltyWeight: gradPenaltyWeight },
    });
    const { gt } = this.#batch;
    const numbers = this.#alpha(iteration);
    const alpha = tensor4d([...numbers], [numbers.length, 1, 1, 1]);
    const { value, grads } = step.discriminatorGradients({ inputs: [], gt, alpha }, output);
    value.dispose();
    alpha.dispose();
    discriminator.loadStateDict(state);
    return grads;
  }

  dispose(): void {
    this.trainer.dispose();
    for (const each of this.#owned) each.dispose();
  }
}
