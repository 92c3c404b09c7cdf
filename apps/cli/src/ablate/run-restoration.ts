import { drawOf, openDataset, type ReferenceSample, seededDraws } from '@srkit/datasets';
import type { Raster } from '@srkit/image';
import { describeProtocol, psnr } from '@srkit/metrics';
import {
  type ContrasExtractorSep,
  CorrespondenceGenerationArch,
  findShippedModel,
  loadNetwork,
  MRAPARestorationNet,
  REFERENCE_MODEL,
  type SRVGGNetCompact,
  torchvisionToConvNames,
  type Widths,
} from '@srkit/models';
import { tensorToRaster } from '@srkit/ops';
import { stackPictures, startNarrow, Trainer } from '@srkit/training';
import { loadReferenceNetworks, ReferenceSuperResolver } from '@srkit/upscale';
import { clipByValue, dispose, tidy } from '@tensorflow/tfjs-core';
import { InputError } from '../errors';
import { drawSheet, type Panel } from '../sheet/draw-sheet';
import {
  type AblationRequest,
  type AblationResult,
  type AblationRow,
  mean,
  verdictOf,
} from './ablation-result';
import { type MatchedPatch, matchedPatches, patchBatches } from './matched-patches';
import { enlarged, LEAST_PSNR, PROTOCOL } from './trials';

export type RestorationAblation = 'references' | 'mam' | 'safm' | 'lpf';

/** A narrow and shallow network; so are the features of references, unless VGG19's are given. */
const NETWORK = { ngf: 16, nBlocks: 2 } as const;
/** What enlarges before it: a network that must learn to enlarge first borrows nothing for thousands of iterations. */
const BASE = 'psnr';
/** Of VGG19. */
const VGG_WIDTHS: Widths = [64, 128, 256];
/** Of a small patch of the ground truth, and how many make an iteration; the papers' have 160 and 48. */
const SIDE = 64;
const BATCH = 4;
/** A large patch, half as many: as in the paper about as many pixels (300 and 20 there). */
const LARGE = 1.5;
/** What is read of each photo, in which patches lie somewhere, and what is measured. */
const READ = 2;
/** Of large patch fine-tuning after the training with small ones. */
const FINE_TUNING = 0.5;
const REFERENCES = 5;
/** Groups that are read and held in memory. */
const MOST_GROUPS = 96;
const HELD_OUT = 10;
/** Of the photos those whose groups are held out. */
const HELD_OUT_SHARE = 0.2;
/** Higher than the papers', whose trainings are a thousand times as long. */
const RATES = { lrG: 4e-4, lrOffset: 1e-4, lrRelu2Offset: 1e-5, lrRelu3Offset: 1e-6 } as const;
/** Share of the iterations in which the rates rise. */
const WARM_UP = 0.1;
const ROWS = 6;

export interface RestorationRequest extends AblationRequest {
  /** What `srkit dataset build-lmr` wrote. */
  readonly root: string;
  /** C2-Matching's extractors, in place of those of `srkit-ref-x4`. */
  readonly extractor?: string | undefined;
  /** torchvision's VGG19, whose features are brought in. */
  readonly vgg19?: string | undefined;
}

interface Networks {
  readonly extractor: ContrasExtractorSep;
  readonly correspondence: CorrespondenceGenerationArch;
  /** What enlarges the picture before detail is added. */
  readonly base: SRVGGNetCompact;
}

/** A training of MRefSR, small. */
interface Variant {
  readonly name: string;
  readonly mam?: boolean;
  readonly safm?: boolean;
  readonly randomReferences?: boolean;
  /** Side and number of the patches after the small ones; undefined: only those. */
  readonly after?: { readonly side: number; readonly batch: number };
}

const round = (side: number): number => 4 * Math.round(side / 4);

/** Groups of the set, those of some photos apart. */
const readGroups = async (
  { root, seed, signal, onNote }: RestorationRequest,
  size: number,
): Promise<{
  readonly training: readonly ReferenceSample[];
  readonly heldOut: readonly ReferenceSample[];
}> => {
  const plain = { useHflip: false, useRot: false };
  const set = await openDataset({
    type: 'lmr',
    root,
    list: 'train.csv',
    folder: 'train',
    gtSize: size,
    ...plain,
  });
  try {
    const photos = [...new Set(set.names)].sort();
    if (photos.length < 2) {
      throw new InputError(
        'E_INPUT_GROUPS',
        `'${root}' has groups of one target photo, expected at least two: one is held out. Build it of more photos.`,
      );
    }
    const order = seededDraws(seed).permutation(photos.length);
    const out = new Set(
      order.slice(0, Math.max(1, Math.round(HELD_OUT_SHARE * photos.length))).map((i) => photos[i]),
    );
    const all = seededDraws(seed + 1).permutation(set.length);
    const read = async (wanted: boolean, most: number): Promise<ReferenceSample[]> => {
      const chosen = all.filter((i) => out.has(set.names[i]) === wanted).slice(0, most);
      const groups: ReferenceSample[] = [];
      for (const i of chosen) groups.push((await set.sample(i, drawOf(seed + i), signal)) as ReferenceSample);
      return groups;
    };
    const [training, heldOut] = [await read(false, MOST_GROUPS), await read(true, HELD_OUT)];
    onNote(
      `${training.length} groups of ${photos.length - out.size} photos, ${heldOut.length} of ${out.size} others are held out, in ${size}x${size}`,
    );
    return { training, heldOut };
  } finally {
    await set.close();
  }
};

const extractorIn = async (path: string): Promise<ContrasExtractorSep> =>
  (await loadNetwork(path, { as: 'ContrasExtractorSep' })).network;

/** That of srkit's own model for references. */
const ownExtractor = async (): Promise<ContrasExtractorSep> => {
  const { extractor, correspondence, network } = await loadReferenceNetworks(REFERENCE_MODEL.url());
  correspondence.dispose();
  network.dispose();
  return extractor;
};

const openNetworks = async ({
  extractor: path,
  vgg19,
  seed,
  onNote,
}: RestorationRequest): Promise<Networks> => {
  const extractor = path === undefined ? await ownExtractor() : await extractorIn(path);
  const widths = vgg19 === undefined ? extractor.config.widths : VGG_WIDTHS;
  const correspondence = new CorrespondenceGenerationArch(
    { decode: 'official', widths, refined: true },
    { seed },
  );
  const own = await correspondence.stateDict();
  const { loadStateDict } = await import('@srkit/checkpoints');
  if (vgg19 !== undefined) {
    const given = torchvisionToConvNames(await loadStateDict(vgg19), 'vgg19', {
      prefix: 'vgg.vgg_net',
      upTo: 'relu3_1',
    });
    for (const [name, tensor] of given) own.set(name, tensor);
  } else {
    // As deep as they are needed VGG16, of which the extractors are made, and VGG19 have the same layers.
    for (const [name, tensor] of await extractor.image2.stateDict())
      if (name.startsWith('model.')) own.set(name.replace('model.', 'vgg.vgg_net.'), tensor);
    onNote("features of the references are the extractor's, in place of VGG19's");
  }
  correspondence.loadStateDict(own);
  const { network: base } = await loadNetwork(findShippedModel(BASE)!.url(), { as: 'SRVGGNetCompact' });
  return { extractor, correspondence, base };
};

/** Trains a variant and gives it away. @param patches By their side. */
const train = async (
  variant: Variant,
  patches: ReadonlyMap<number, readonly MatchedPatch[]>,
  networks: Networks,
  side: number,
  { iterations, seed, signal, onIteration }: RestorationRequest,
): Promise<MRAPARestorationNet> => {
  const { name, mam = true, safm = true, randomReferences = false, after } = variant;
  const { base, ...matching } = networks;
  const refWidths = matching.correspondence.widths;
  const config = { ...NETWORK, refWidths, mam, safm, base: base.config };
  const network = new MRAPARestorationNet(config, { seed });
  await startNarrow(network, seed, await base.stateDict());
  const parts = [
    { side, batch: BATCH, count: iterations },
    ...(after ? [{ ...after, count: Math.max(1, Math.round(FINE_TUNING * iterations)) }] : []),
  ];
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  try {
    for (const [part, { side: patch, batch, count }] of parts.entries()) {
      const data = patchBatches(patches.get(patch)!, batch, seed + part);
      // The trainer disposes of what it trains; this copy stays.
      const weights = await network.stateDict();
      const trainer = new Trainer(
        {
          kind: 'restoration',
          name,
          seed,
          totalIter: count,
          networkG: { type: 'MRAPARestorationNet', ...network.config },
          optimG: RATES,
          // What so few patches teach is noisy: it settles.
          schedule: { type: 'cosine', periods: [count] },
          warmupIter: Math.floor(WARM_UP * count),
          randomReferences,
        },
        {
          data,
          signal,
          parts: {
            ...matching,
            generator: () => {
              const trained = new MRAPARestorationNet(network.config, { seed });
              trained.loadStateDict(weights);
              return trained;
            },
          },
        },
      );
      try {
        for await (const { iteration } of trainer) onIteration(name, (done + iteration) / total);
        signal.throwIfAborted();
        network.loadStateDict(await trainer.result!.stateDict());
      } finally {
        trainer.dispose();
      }
      done += count;
    }
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
};

/** What a network makes of a group with so many of its references. */
const restored = async (
  resolver: ReferenceSuperResolver,
  { lq, up, refs }: ReferenceSample,
  count: number,
): Promise<Raster> => {
  const references = refs.slice(0, count).map((each) => stackPictures([each]));
  const [lr, query] = [stackPictures([lq]), stackPictures([up])];
  const output = tidy(() => clipByValue(resolver.upscale(lr, references, { up: query }), 0, 1));
  dispose([...references, lr, query]);
  try {
    return await tensorToRaster(output);
  } finally {
    output.dispose();
  }
};

interface Plan {
  readonly about: string;
  readonly variants: readonly Variant[];
  /** Numbers of references that are measured with; the first of them decides. */
  readonly counts: readonly number[];
}

/** What is trained and measured. @param side of the small patches. */
export const planOf = (name: RestorationAblation, side: number): Plan => {
  switch (name) {
    case 'references':
      return {
        about: 'one to five references (MRefSR, number of references)',
        variants: [{ name: 'any number of references', randomReferences: true }],
        counts: [5, 4, 3, 2, 1],
      };
    case 'mam':
      return {
        about: 'with and without multi-reference attention, whose place the mean takes (MRefSR, MAM)',
        variants: [{ name: 'with MAM' }, { name: 'without MAM', mam: false }],
        counts: [REFERENCES, 2],
      };
    case 'safm':
      return {
        about: 'with and without spatial aware filtering (MRefSR, SAFM)',
        variants: [{ name: 'with SAFM' }, { name: 'without SAFM', safm: false }],
        counts: [REFERENCES, 1],
      };
    case 'lpf':
      return {
        about: 'with and without large patch fine-tuning (MRefSR, LPF)',
        variants: [
          {
            name: 'large patches at the end',
            after: { side: round(LARGE * side), batch: Math.ceil(BATCH / 2) },
          },
          { name: 'small patches throughout', after: { side, batch: BATCH } },
        ],
        counts: [REFERENCES],
      };
  }
};

const plural = (count: number): string => `${count} reference${count === 1 ? '' : 's'}`;

/** MRefSR's ablations on groups of photos of one's own, as `srkit dataset build-lmr` makes them. */
export const runRestoration = async (
  name: RestorationAblation,
  request: RestorationRequest,
): Promise<AblationResult> => {
  const { iterations, seed, crop: side = SIDE } = request;
  const { about, variants, counts } = planOf(name, side);
  const { training, heldOut } = await readGroups(request, READ * side);
  const networks = await openNetworks(request);
  const measured: {
    readonly variant: string;
    readonly count: number;
    readonly pictures: readonly Raster[];
  }[] = [];
  const withoutReferences: Raster[] = [];
  try {
    const sides = new Set([side, ...variants.flatMap(({ after }) => after?.side ?? [])]);
    const patches = new Map<number, readonly MatchedPatch[]>();
    for (const each of sides) patches.set(each, await matchedPatches(training, each, networks, request));
    for (const group of heldOut) withoutReferences.push(await enlarged(networks.base, group));
    for (const variant of variants) {
      const network = await train(variant, patches, networks, side, request);
      const { extractor, correspondence } = networks;
      const resolver = new ReferenceSuperResolver({ extractor, correspondence, network });
      try {
        for (const count of counts) {
          const pictures: Raster[] = [];
          for (const group of heldOut) pictures.push(await restored(resolver, group, count));
          measured.push({ variant: variant.name, count, pictures });
        }
      } finally {
        network.dispose();
      }
    }
  } finally {
    for (const network of Object.values(networks)) network.dispose();
  }
  const psnrOf = async (pictures: readonly Raster[]): Promise<number> => {
    const each: number[] = [];
    for (const [i, picture] of pictures.entries()) each.push(await psnr(picture, heldOut[i]!.gt, PROTOCOL));
    return mean(each);
  };
  const values: number[] = [];
  for (const { pictures } of measured) values.push(await psnrOf(pictures));
  const single = variants.length === 1;
  const rows: AblationRow[] = single
    ? measured.map(({ count }, i) => ({ variant: plural(count), values: [values[i]!] }))
    : variants.map(({ name: variant }, v) => ({
        variant,
        values: values.slice(v * counts.length, (v + 1) * counts.length),
      }));
  const last = single ? rows.length - 1 : 1;
  const difference = rows[0]!.values[0]! - rows[last]!.values[0]!;
  const start = await psnrOf(withoutReferences);
  const best = Math.max(...values);
  const shown = single ? [measured[0]!, measured.at(-1)!] : [measured[0]!, measured[counts.length]!];
  const panels = heldOut.slice(0, ROWS).flatMap((group, i): Panel[] => [
    { picture: group.lq, title: `LQ, ${group.lq.width}x${group.lq.height}`, lines: ['held out'] },
    { picture: group.refs[0]!, title: 'first reference', lines: [`of ${group.refs.length}`] },
    ...shown.map(
      ({ variant, count, pictures }): Panel => ({
        picture: pictures[i]!,
        title: variant,
        lines: [plural(count)],
      }),
    ),
    { picture: group.gt, title: 'ground truth', lines: ['held out'] },
  ]);
  return {
    about,
    iterations,
    seed,
    protocol: `PSNR in dB, ${describeProtocol(PROTOCOL)}, ${heldOut.length} held-out groups, references in random order; ${start.toFixed(2)} without references, where all begin`,
    columns: single ? ['PSNR'] : counts.map(plural),
    rows,
    difference,
    // Who has not learned to borrow cannot tell what helps to.
    verdict:
      best < start + LEAST_PSNR
        ? `says nothing yet: the best result, ${best.toFixed(2)} dB, gains nothing over the ${start.toFixed(2)} dB without references. Give more --iterations`
        : verdictOf({
            withIt: rows[0]!.variant,
            without: rows[last]!.variant,
            difference,
            least: LEAST_PSNR,
            unit: 'dB',
            on: single ? 'on the same groups' : `with ${plural(counts[0]!)}`,
          }),
    sheet: await drawSheet(panels, 5, heldOut[0]!.gt),
  };
};
