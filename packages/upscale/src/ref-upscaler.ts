import { ConfigError, hasAlpha, isOpaque, type LongWork, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { type Raster, resizeLinearFloat } from '@srkit/image';
import {
  bicubicQuery,
  blurredGrey,
  greyOf,
  type NetworkSource,
  REFERENCE_SCALE,
  type ReferenceLayer,
  unitChannels,
} from '@srkit/models';
import { tidyRecord } from '@srkit/nn';
import { deviceName, guardWasmMemory, type ImageDataLike, limitDerivedData } from '@srkit/ops';
import {
  expandDims,
  getBackend,
  ready,
  squeeze,
  type Tensor3D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { asRaster } from './as-raster';
import { fillTransparent } from './fill-transparent';
import { OutputPicture } from './output-picture';
import { firstChannel } from './read-window';
import { type Correspondences, identity, PATCH } from './reference/correspondences';
import { FeatureCache } from './reference/feature-cache';
import { HostMap, rowsOf } from './reference/host-map';
import {
  type LoadedReferenceNetworks,
  loadReferenceNetworks,
  type ReferenceFiles,
} from './reference/load-networks';
import { matchFeatures, type Search } from './reference/match-features';
import { type MatchMap, makeMatchMap } from './reference/match-map';
import {
  colourRows,
  type PreparedReference,
  prepareReference,
  SMALLEST_REFERENCE,
} from './reference/prepare-reference';
import { planReferences, type RefPlan, rowsToMatch } from './reference/ref-plan';
import type { ReferenceReport, RefUpscaleReport } from './reference/ref-report';
import { refineMatches } from './reference/refine-matches';
import { wholeOutput } from './reference/run-rows';
import { consistencyOf, type ReferenceScore, scoreReference } from './reference/score-reference';
import { type RestorationReference, restoreStreamed } from './reference/streamed-restoration';
import { pictureFacts } from './report';
import { sampleRange } from './sample-range';
import { WorkProgress } from './work-progress';

export interface RefUpscalerOptions {
  /**
   * How correspondences are looked for. `auto` (default): everything against everything up to a size, and coarse to fine
   * beyond it, where the backend has kernels for that; the report says which.
   */
  readonly search?: Search | undefined;
  /** References that are used at most, the best first. Default: all that help. */
  readonly topK?: number | undefined;
  /**
   * Part of the picture's patches, 0..1, that must be found again from what they matched in a reference for it to be used;
   * default 0.12. 0 uses every reference.
   */
  readonly minConsistency?: number | undefined;
  /** Device memory beside the features of one reference, in bytes. Default 1 GiB. */
  readonly memoryBudget?: number | undefined;
  /** References of more pixels are reduced to so many. Default: as many as the memory budget holds the features of. */
  readonly maxReferencePixels?: number | undefined;
  /** Host memory for features of references, which later tiles and pictures use again, in bytes. Default 256 MiB. */
  readonly cacheBytes?: number | undefined;
}

export interface RefUpscaleOptions extends LongWork {
  /** Whether to tell what came from where; see `MatchMap`. Default false. */
  readonly matchMap?: boolean | undefined;
}

export interface RefUpscaleResult {
  readonly image: Raster;
  readonly report: RefUpscaleReport;
  /** What came from where, where that was asked for. */
  readonly matchMap: MatchMap | undefined;
}

/** Told how far a part of the work is, or just that it goes on. */
type OnWork = () => Promise<void>;

type Checked = {
  readonly [Name in keyof Required<RefUpscalerOptions>]: NonNullable<RefUpscalerOptions[Name]>;
};

const NAME = 'RefUpscaler';
const MIB = 2 ** 20;
/** Less holds no strip of any picture. */
const LEAST_BUDGET = 2 ** 16;
/** Bytes of a pixel of the largest features of a reference. */
const FEATURE_BYTES = 256;
/**
 * Part of the memory budget for what backends make of the weights: four times their size, if all of it were kept, where each
 * level's own is used for every reference, and the others' once.
 */
const DERIVED_PART = 1 / 8;
/** Sides that the networks need: three features for a patch, and rows to mirror. */
const SMALLEST_SIDE = 4;
/** Rows of the picture around those that are matched on which their features depend. */
const SEEN_AROUND = 8;
/** Views of one castle had 0.15 and more with untrained features, photos of other things 0.11 at most. */
const MIN_CONSISTENCY = 0.12;

const numberIn = (name: string, value: number, minimum: number, maximum: number): number => {
  if (value >= minimum && value <= maximum) return value;
  throw new ConfigError('E_CONFIG_RANGE', `${NAME}: ${name} is ${value}, expected ${minimum}..${maximum}.`);
};

const checked = (options: RefUpscalerOptions): Checked => {
  const known: Readonly<Record<keyof RefUpscalerOptions, true>> = {
    search: true,
    topK: true,
    minConsistency: true,
    memoryBudget: true,
    maxReferencePixels: true,
    cacheBytes: true,
  };
  refuseUnknownKeys(NAME, options, Object.keys(known));
  const { search = 'auto', topK = Number.POSITIVE_INFINITY, minConsistency = MIN_CONSISTENCY } = options;
  const { memoryBudget = 1024 * MIB, cacheBytes = 256 * MIB } = options;
  if (!['auto', 'exhaustive', 'coarse-to-fine'].includes(search)) {
    throw new ConfigError(
      'E_CONFIG_CHOICE',
      `${NAME}: search is '${search}', expected auto, exhaustive or coarse-to-fine.`,
    );
  }
  if (topK !== Number.POSITIVE_INFINITY && !Number.isInteger(topK)) {
    throw new ConfigError('E_CONFIG_RANGE', `${NAME}: topK is ${topK}, expected an integer of 1 or more.`);
  }
  return {
    search,
    topK: numberIn('topK', topK, 1, Number.POSITIVE_INFINITY),
    minConsistency: numberIn('minConsistency', minConsistency, 0, 1),
    memoryBudget: numberIn('memoryBudget', memoryBudget, LEAST_BUDGET, Number.MAX_SAFE_INTEGER),
    maxReferencePixels: numberIn(
      'maxReferencePixels',
      options.maxReferencePixels ?? Math.floor(memoryBudget / FEATURE_BYTES),
      SMALLEST_REFERENCE ** 2,
      Number.MAX_SAFE_INTEGER,
    ),
    cacheBytes: numberIn('cacheBytes', cacheBytes, 0, Number.MAX_SAFE_INTEGER),
  };
};

/** One of the references that were given, and what became of it. */
interface Candidate {
  readonly index: number;
  readonly given: Raster;
  readonly prepared: PreparedReference | undefined;
  found: Correspondences | undefined;
  score: ReferenceScore | undefined;
  status: ReferenceReport['status'];
}

/**
 * A small picture and sharper pictures of the same things in, the picture with four times its sides out (C2-Matching,
 * MRefSR). References are of any number, size, orientation and depth; they are taken one at a time, so that memory does
 * not grow with their number.
 */
export class RefUpscaler {
  readonly #networks: LoadedReferenceNetworks;
  readonly #options: Checked;
  readonly #cache: FeatureCache;

  /** @throws ConfigError naming the option and value that is out of range. */
  constructor(networks: LoadedReferenceNetworks, options: RefUpscalerOptions = {}) {
    this.#options = checked(options);
    this.#networks = networks;
    this.#cache = new FeatureCache(this.#options.cacheBytes);
  }

  /**
   * Loads the networks from three checkpoints, `{ extractor, vgg, restoration }` or a list in any order, or from one
   * bundle (`srkit convert --bundle`). Each file is recognised from its keys.
   *
   * @throws CheckpointError naming a file that holds another network; ConfigError for one that is missing or there twice.
   */
  static async load(
    source: Partial<ReferenceFiles> | NetworkSource | readonly NetworkSource[],
    options: RefUpscalerOptions & LongWork = {},
  ): Promise<RefUpscaler> {
    const { signal, onProgress, ...own } = options;
    checked(own);
    return new RefUpscaler(await loadReferenceNetworks(source, { signal, onProgress }), own);
  }

  /** Names of what was loaded, the restoration network's, and how many numbers all three networks have learned. */
  get model(): Pick<LoadedReferenceNetworks, 'names' | 'architecture'> & { readonly parameters: number } {
    const { names, architecture, extractor, correspondence, network } = this.#networks;
    const parameters = [extractor, correspondence, network].reduce(
      (sum, each) => sum + each.parameterCount,
      0,
    );
    return { names, architecture, parameters };
  }

  /** Pixels that a reference is matched with at most; larger ones are reduced to so many. */
  get maxReferencePixels(): number {
    return this.#options.maxReferencePixels;
  }

  /** Whether the restoration network takes several references. */
  get takesSeveral(): boolean {
    return this.#networks.network.stages().levels[0]!.reference.outputs.length > 1;
  }

  /** What enlarging a picture of that size with references of those sizes takes. */
  plan(
    picture: { readonly width: number; readonly height: number },
    references: readonly { readonly width: number; readonly height: number }[],
  ): RefPlan {
    return planReferences({ networks: this.#networks, options: this.#options, picture, references });
  }

  /**
   * Enlarges a picture by 4 with detail from references, on tfjs's current backend. Alpha of the picture is enlarged
   * bilinearly; that of references is left out. References that are too small, do not fit the picture, or are more than
   * asked for are left out, and the report says why. Where none is left, the network sees the picture's own bicubic
   * enlargement instead of a reference, as the official tests do for sets without references.
   *
   * @throws ShapeError for no references, or a picture without pixels; `signal.reason` when aborted. No tensor is left
   *   behind in any case.
   */
  async upscale(
    given: Raster | ImageDataLike,
    references: readonly (Raster | ImageDataLike)[],
    options: RefUpscaleOptions = {},
  ): Promise<RefUpscaleResult> {
    refuseUnknownKeys(`${NAME}.upscale`, options, ['onProgress', 'signal', 'matchMap']);
    const { onProgress, signal, matchMap = false } = options;
    const picture = asRaster(given);
    if (!Array.isArray(references) || references.length === 0) {
      throw new ShapeError(
        'E_SHAPE_REFERENCES',
        `${NAME}: no references given, expected a list of one or more pictures. Without any, use Upscaler.`,
      );
    }
    signal?.throwIfAborted();
    this.#refuseDisposed();
    await ready();
    guardWasmMemory();
    const restore = limitDerivedData(this.#options.memoryBudget * DERIVED_PART);
    try {
      const started = performance.now();
      const candidates = references.map((reference, index) => this.#candidate(asRaster(reference), index));
      const plan = this.plan(
        picture,
        candidates.flatMap(({ prepared }) => (prepared ? [prepared.raster] : [])),
      );
      const progress = new WorkProgress({ onProgress, signal });
      const lr = this.#colours(picture);
      await this.#matchAll(lr, candidates, (done) => progress.at(done * plan.matchingPart));
      const used = this.#choose(candidates);
      const matched = performance.now();
      const onWork = (done: number) => progress.at(plan.matchingPart + done * (1 - plan.matchingPart));
      const { image, shares, map } = await this.#restore(picture, lr, used, onWork, matchMap);
      const finished = performance.now();
      used.forEach(({ index }, n) => {
        candidates[index]!.status = { used: true, share: shares[n]! };
      });
      const { names, architecture } = this.#networks;
      return {
        image,
        matchMap: map,
        report: {
          model: names.restoration,
          architecture,
          networks: names,
          scale: REFERENCE_SCALE,
          backend: getBackend(),
          device: deviceName(),
          dtype: 'float32',
          input: pictureFacts(picture),
          output: pictureFacts(image),
          references: candidates.map(reportOf),
          withoutReferences: used.length === 0,
          notes: [...(picture.notes ?? []), ...this.#notes(candidates, used)],
          milliseconds: {
            match: matched - started,
            restore: finished - matched,
            total: finished - started,
          },
        },
      };
    } finally {
      restore();
    }
  }

  /** Frees the networks and the features that were kept. The upscaler cannot be used afterwards. */
  dispose(): void {
    const { extractor, correspondence, network } = this.#networks;
    for (const each of [extractor, correspondence, network]) each.dispose();
    this.#cache.clear();
  }

  #refuseDisposed(): void {
    if (!this.#networks.network.isDisposed) return;
    throw new ConfigError(
      'E_CONFIG_DISPOSED',
      `${NAME}: the networks were freed by dispose(). Load them again, and dispose of them when the last picture is done.`,
    );
  }

  #candidate(given: Raster, index: number): Candidate {
    const rest = { index, given, found: undefined, score: undefined };
    if (
      given.width < 1 ||
      given.height < 1 ||
      given.data.length !== given.width * given.height * given.channels
    ) {
      throw new ShapeError(
        'E_SHAPE_PICTURE',
        `${NAME}: reference ${index} is ${given.width}x${given.height} with ${given.channels} channels and ${given.data.length} samples, which do not agree.`,
      );
    }
    const prepared = prepareReference(given, this.#options.maxReferencePixels);
    const { width, height } = prepared.raster;
    if (Math.min(width, height) < SMALLEST_REFERENCE) {
      return { ...rest, prepared: undefined, status: { used: false, reason: 'too small' } };
    }
    return { ...rest, prepared, status: { used: false, reason: 'consistency' } };
  }

  /** The picture as networks read it; one of a few rows or columns is continued by its edge. */
  #colours(picture: Raster): HostMap {
    const { width, height } = picture;
    if (width * height < 1 || picture.data.length !== width * height * picture.channels) {
      throw new ShapeError(
        'E_SHAPE_PICTURE',
        `${NAME}: the picture is ${width}x${height} with ${picture.channels} channels and ${picture.data.length} samples, which do not agree.`,
      );
    }
    const { channels, data } = fillTransparent(picture);
    const { maximum } = sampleRange(picture, 'type');
    const [rows, columns] = [Math.max(height, SMALLEST_SIDE), Math.max(width, SMALLEST_SIDE)];
    const map = new HostMap(rows, columns, 3);
    for (let y = 0, to = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const pixel = Math.min(y, height - 1) * width + Math.min(x, width - 1);
        for (let c = 0; c < 3; c++) {
          map.data[to++] = data[pixel * channels + (channels < 3 ? 0 : c)]! / maximum;
        }
      }
    }
    return map;
  }

  /** Unit features of the contrastive extractor. */
  async #dense(
    which: 'image1' | 'image2',
    read: (start: number, end: number) => Tensor4D,
    size: readonly [number, number],
    onWork: OnWork,
  ): Promise<Tensor4D> {
    const { graph } = this.#networks.extractor[which];
    const features = await wholeOutput(graph, read, size, this.#options.memoryBudget / 2, onWork);
    const unit = tidy(() => unitChannels(features));
    features.dispose();
    return unit;
  }

  /** Matches the picture with every reference, some rows at a time. */
  async #matchAll(
    picture: HostMap,
    candidates: readonly Candidate[],
    onWork: (done: number) => Promise<void>,
  ): Promise<void> {
    const usable = candidates.filter(({ prepared }) => prepared);
    const rows = picture.height - PATCH + 1;
    const step = Math.min(rows, rowsToMatch(picture.width, this.#options.memoryBudget));
    const all = Math.ceil(rows / step) * usable.length;
    let n = 0;
    const parts = usable.map((): Correspondences[] => []);
    const consistent = usable.map(() => 0);
    for (let row = 0; row < rows && usable.length > 0; row += step) {
      const query = await this.#query(picture, row, Math.min(rows, row + step) + PATCH - 1, () =>
        onWork(n / all),
      );
      try {
        for (const [i, { prepared }] of usable.entries()) {
          const features = await this.#referenceDense(prepared!, () => onWork(n / all));
          try {
            const at = (done: number) => onWork((n + done) / all);
            const found = await matchFeatures(query, features, this.#options.search, at);
            consistent[i]! += ((await consistencyOf(query, features, found)) * found.rows) / rows;
            parts[i]!.push(await this.#refined(found, picture, row, prepared!, () => at(1)));
          } finally {
            features.dispose();
          }
          n++;
        }
      } finally {
        query.dispose();
      }
    }
    usable.forEach((candidate, i) => {
      candidate.found = joined(parts[i]!);
      candidate.score = scoreReference(candidate.found, consistent[i]!);
    });
  }

  /** Matches of patches from `row` on, made exact where the networks have learned from such. */
  async #refined(
    found: Correspondences,
    picture: HostMap,
    row: number,
    { key, raster }: PreparedReference,
    onWork: OnWork,
  ): Promise<Correspondences> {
    if (!this.#networks.correspondence.refined) return found;
    const end = row + found.rows + PATCH - 1;
    const [top, bottom] = [Math.max(0, row - SEEN_AROUND), Math.min(picture.height, end + SEEN_AROUND)];
    const query = tidy(() => greyOf(bicubicQuery(picture.rows(top, bottom))));
    const blurred = await this.#cache.get(`${key} grey`, async () =>
      tidy(() => expandDims<Tensor4D>(blurredGrey(colourRows(raster, 0, raster.height)), 3)),
    );
    const reference = squeeze<Tensor3D>(blurred, [3]);
    try {
      const first = (row - top) * REFERENCE_SCALE;
      return await refineMatches(found, query, first, reference, this.#options.memoryBudget / 8, onWork);
    } finally {
      for (const tensor of [query, blurred, reference]) tensor.dispose();
    }
  }

  /** Unit features of rows `start` to `end` of the picture, as matching sees it. */
  async #query(picture: HostMap, start: number, end: number, onWork: OnWork): Promise<Tensor4D> {
    const [top, bottom] = [Math.max(0, start - SEEN_AROUND), Math.min(picture.height, end + SEEN_AROUND)];
    const up = tidy(() => bicubicQuery(picture.rows(top, bottom)));
    try {
      const [, height, width] = up.shape;
      const read = (first: number, last: number) => rowsOf(up, first, last);
      const features = await this.#dense('image1', read, [height, width], onWork);
      const rows = rowsOf(features, start - top, end - top);
      features.dispose();
      return rows;
    } finally {
      up.dispose();
    }
  }

  #referenceDense({ key, raster }: PreparedReference, onWork: OnWork): Promise<Tensor4D> {
    const read = (start: number, end: number) => colourRows(raster, start, end);
    return this.#cache.get(`${key} dense`, () =>
      this.#dense('image2', read, [raster.height, raster.width], onWork),
    );
  }

  /** VGG19 features of one layer. The largest follow from the picture by one convolution: they are not kept. */
  #referenceFeatures(
    { key, raster }: PreparedReference,
    layer: ReferenceLayer,
    onWork: OnWork,
  ): Promise<Tensor4D> {
    const { correspondence } = this.#networks;
    const { memoryBudget } = this.#options;
    const { width, height } = raster;
    const make = async (): Promise<Tensor4D> => {
      // What the deepest layer is computed from is the next level's.
      const layers: [ReferenceLayer, ...ReferenceLayer[]] =
        layer === 'relu3_1' ? [layer, 'relu2_1'] : [layer];
      const whole = correspondence.featureGraph(...layers);
      if (whole.facts.peakBytes * width * height <= 2 * memoryBudget) {
        await onWork();
        const [features, next] = tidyRecord(() => whole.run([colourRows(raster, 0, height)]));
        try {
          if (next) await this.#cache.offer(`${key} relu2_1`, next);
          return features!;
        } catch (error) {
          features!.dispose();
          throw error;
        } finally {
          next?.dispose();
        }
      }
      const read = (start: number, end: number) => colourRows(raster, start, end);
      const graph = correspondence.featureGraph(layer);
      return wholeOutput(graph, read, [height, width], memoryBudget / 2, onWork);
    };
    return layer === 'relu1_1' ? make() : this.#cache.get(`${key} ${layer}`, make);
  }

  /** Which references are used, the best first. */
  #choose(candidates: readonly Candidate[]): Candidate[] {
    const { minConsistency, topK } = this.#options;
    const fitting = candidates
      .filter(({ score }) => score && score.consistency >= minConsistency)
      .sort((a, b) => b.score!.score - a.score!.score);
    const most = this.takesSeveral ? topK : 1;
    const reason = most < topK ? 'network' : 'top-k';
    for (const candidate of fitting.slice(most)) candidate.status = { used: false, reason };
    return fitting.slice(0, most);
  }

  async #restore(
    picture: Raster,
    lr: HostMap,
    used: readonly Candidate[],
    onWork: (done: number) => Promise<void>,
    wantsMap: boolean,
  ) {
    const { width, height, channels } = picture;
    const [columns, rows] = [width * REFERENCE_SCALE, height * REFERENCE_SCALE];
    const output = new OutputPicture(columns, rows, channels, sampleRange(picture, 'type'));
    const kind = channels < 3 ? 'grey' : 'colour';
    let told = 0;
    const again = () => onWork(told);
    const { shares, attention } = await restoreStreamed({
      stages: this.#networks.network.stages(),
      picture: lr,
      references:
        used.length === 0
          ? [this.#itself(lr, again)]
          : used.map(
              ({ prepared, found }): RestorationReference => ({
                found: found!,
                features: (layer) => this.#referenceFeatures(prepared!, layer, again),
              }),
            ),
      budget: this.#options.memoryBudget,
      keepAttention: wantsMap,
      onWork: (done) => {
        told = done;
        return onWork(done);
      },
      write: async (start, made) => {
        const [, tall, wide] = made.shape;
        const data = (await made.data().finally(() => made.dispose())) as Float32Array;
        output.write(kind, { x: 0, y: start, width: wide, height: tall, data });
      },
    });
    await onWork(1);
    if (hasAlpha(picture)) enlargeAlpha(picture, output);
    const { icc, colour, density, metadata } = picture;
    const image: Raster = {
      width: columns,
      height: rows,
      channels,
      data: output.data,
      ...(icc && { icc }),
      ...(colour && { colour }),
      ...(density !== undefined && { density }),
      ...(metadata && { metadata }),
    };
    const map = wantsMap
      ? makeMatchMap(
          picture,
          used.map(({ index, found }) => ({ index, found: found! })),
          attention!,
        )
      : undefined;
    return { image, shares, map };
  }

  /** The picture's own enlargement in place of a reference. */
  #itself(picture: HostMap, onWork: OnWork): RestorationReference {
    const found = identity(picture.height - PATCH + 1, picture.width - PATCH + 1);
    return {
      found,
      features: async (layer) => {
        await onWork();
        const graph = this.#networks.correspondence.featureGraph(layer);
        const up = tidy(() => bicubicQuery(picture.rows(0, picture.height)));
        try {
          const [, rows, columns] = up.shape;
          const read = (start: number, end: number) => rowsOf(up, start, end);
          return await wholeOutput(graph, read, [rows, columns], this.#options.memoryBudget / 2, onWork);
        } finally {
          up.dispose();
        }
      },
    };
  }

  #notes(candidates: readonly Candidate[], used: readonly Candidate[]): string[] {
    const { names, architecture } = this.#networks;
    const notes: string[] = [];
    if (candidates.some(({ status }) => !status.used && status.reason === 'network')) {
      notes.push(
        `${names.restoration} is a ${architecture}, which takes one reference: the best of ${candidates.length} is used. Networks of MRefSR take any number.`,
      );
    }
    if (used.length === 0) {
      notes.push(
        'No reference fits the picture: the network saw the picture itself, enlarged by bicubic interpolation, in their place.',
      );
    }
    for (const { index, given, prepared } of candidates) {
      if (!prepared) {
        notes.push(
          `Reference ${index} has ${given.width}x${given.height} pixels, which is too small to be matched: ${SMALLEST_REFERENCE} on each side are needed.`,
        );
      } else if (prepared.raster.width !== given.width) {
        notes.push(
          `Reference ${index} of ${given.width}x${given.height} was reduced to ${prepared.raster.width}x${prepared.raster.height}, which the memory budget has room for.`,
        );
      }
    }
    return notes;
  }
}

/** Matches of rows that follow each other, as those of the picture. */
const joined = (parts: readonly Correspondences[]): Correspondences => {
  const [first] = parts as [Correspondences];
  if (parts.length === 1) return first;
  const { columns, referenceRows, referenceColumns, search } = first;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const index = new Int32Array(rows * columns);
  const correlation = new Float32Array(rows * columns);
  const shift = first.shift && new Float32Array(2 * rows * columns);
  let at = 0;
  for (const part of parts) {
    index.set(part.index, at);
    correlation.set(part.correlation, at);
    if (part.shift) shift?.set(part.shift, 2 * at);
    at += part.index.length;
  }
  return {
    rows,
    columns,
    referenceRows,
    referenceColumns,
    index,
    correlation,
    search,
    ...(shift && { shift }),
  };
};

const enlargeAlpha = (picture: Raster, output: OutputPicture): void => {
  const { channels, width, height, data } = picture;
  const channel = firstChannel('alpha', channels);
  if (isOpaque(picture)) {
    output.fillChannel(channel);
    return;
  }
  const { maximum } = sampleRange(picture, 'type');
  const plane = Float32Array.from(
    { length: width * height },
    (_, i) => data[i * channels + channel]! / maximum,
  );
  output.writePlane(channel, resizeLinearFloat(plane, [height, width], [output.height, output.width]));
};

const reportOf = ({ index, given, prepared, score, status, found }: Candidate): ReferenceReport => ({
  index,
  width: given.width,
  height: given.height,
  seenAs: prepared ? { width: prepared.raster.width, height: prepared.raster.height } : null,
  status,
  score: score ?? null,
  search: found?.search ?? null,
});
