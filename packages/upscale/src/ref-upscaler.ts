import { ConfigError, hasAlpha, isOpaque, type LongWork, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { type Raster, resizeLinearFloat } from '@srkit/image';
import { type NetworkSource, REFERENCE_SCALE } from '@srkit/models';
import type { Graph } from '@srkit/nn';
import { deviceName, guardWasmMemory, type ImageDataLike, limitDerivedData } from '@srkit/ops';
import { getBackend, ready, type Tensor4D } from '@tensorflow/tfjs-core';
import { asRaster } from './as-raster';
import { fillTransparent } from './fill-transparent';
import { OutputPicture } from './output-picture';
import { firstChannel } from './read-window';
import {
  type Candidate,
  candidateNotes,
  candidateOf,
  candidateReport,
  chooseCandidates,
  refuseEmpty,
} from './reference/candidates';
import { HostMap } from './reference/host-map';
import {
  type LoadedReferenceNetworks,
  loadReferenceNetworks,
  type ReferenceFiles,
} from './reference/load-networks';
import { type MatchMap, makeMatchMap } from './reference/match-map';
import { matchReferences } from './reference/match-references';
import { PictureFeatures } from './reference/picture-features';
import { type CheckedRefOptions, checkedRefOptions, type RefUpscalerOptions } from './reference/ref-options';
import { planReferences, type RefPlan } from './reference/ref-plan';
import type { RefUpscaleReport } from './reference/ref-report';
import { bandWithin, runRows } from './reference/run-rows';
import { type RestorationReference, restoreStreamed } from './reference/streamed-restoration';
import { pictureFacts } from './report';
import { sampleRange } from './sample-range';
import { WorkProgress } from './work-progress';

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

const NAME = 'RefUpscaler';
/**
 * Part of the memory budget for what backends make of the weights: four times their size, if all of it were kept, where each
 * level's own is used for every reference, and the others' once.
 */
const DERIVED_PART = 1 / 8;
/** Sides that the networks need: three features for a patch, and rows to mirror. */
const SMALLEST_SIDE = 4;

/**
 * A small picture and sharper pictures of the same things in, the picture with four times its sides out (C2-Matching,
 * MRefSR). References are of any number, size, orientation and depth; they are taken one at a time, so that memory does
 * not grow with their number.
 */
export class RefUpscaler {
  readonly #networks: LoadedReferenceNetworks;
  readonly #options: CheckedRefOptions;
  readonly #features: PictureFeatures;

  /** @throws ConfigError naming the option and value that is out of range. */
  constructor(networks: LoadedReferenceNetworks, options: RefUpscalerOptions = {}) {
    this.#options = checkedRefOptions(options, networks);
    this.#networks = networks;
    this.#features = new PictureFeatures(networks, this.#options);
  }

  /**
   * Loads the networks from three checkpoints, `{ extractor, vgg, restoration }` or a list in any order, or from one
   * bundle (`srkit convert --bundle`). Each file is recognised from its keys.
   *
   * @throws CheckpointError naming a file that holds another network, or a bundle that says what cannot be; ConfigError for
   *   a file that is missing or there twice.
   */
  static async load(
    source: Partial<ReferenceFiles> | NetworkSource | readonly NetworkSource[],
    options: RefUpscalerOptions & LongWork = {},
  ): Promise<RefUpscaler> {
    const { signal, onProgress, ...own } = options;
    checkedRefOptions(own);
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
      const candidates = references.map((reference, index) =>
        candidateOf(asRaster(reference), index, this.#options.maxReferencePixels),
      );
      const plan = this.plan(
        picture,
        candidates.flatMap(({ prepared }) => (prepared ? [prepared.raster] : [])),
      );
      const progress = new WorkProgress({ onProgress, signal });
      const lr = coloursOf(picture);
      await matchReferences({
        features: this.#features,
        options: this.#options,
        refined: this.#networks.correspondence.refined,
        picture: lr,
        candidates,
        onWork: (done) => progress.at(done * plan.matchingPart),
      });
      const used = chooseCandidates(candidates, this.#options, this.takesSeveral);
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
          references: candidates.map(candidateReport),
          minConsistency: this.#options.minConsistency,
          withoutReferences: used.length === 0,
          notes: [...(picture.notes ?? []), ...candidateNotes(candidates, this.#networks)],
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
    this.#features.clear();
  }

  #refuseDisposed(): void {
    if (!this.#networks.network.isDisposed) return;
    throw new ConfigError(
      'E_CONFIG_DISPOSED',
      `${NAME}: the networks were freed by dispose(). Load them again, and dispose of them when the last picture is done.`,
    );
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
    const write = async (start: number, made: Tensor4D): Promise<void> => {
      const [, tall, wide] = made.shape;
      const data = (await made.data().finally(() => made.dispose())) as Float32Array;
      output.write(kind, { x: 0, y: start, width: wide, height: tall, data });
    };
    let told = 0;
    const again = () => onWork(told);
    const restored = () =>
      restoreStreamed({
        stages: this.#networks.network.stages(),
        picture: lr,
        references:
          used.length === 0
            ? [this.#features.itself(lr, again)]
            : used.map(
                ({ prepared, found }): RestorationReference => ({
                  found: found!,
                  features: (layer) => this.#features.referenceLayer(prepared!, layer, again),
                }),
              ),
        budget: this.#options.memoryBudget,
        keepAttention: wantsMap,
        onWork: (done) => {
          told = done;
          return onWork(done);
        },
        write,
      });
    const alone = used.length === 0 ? this.#networks.network.baseGraph() : undefined;
    const { shares, attention } = alone ? await this.#enlarge(alone, lr, write, onWork) : await restored();
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
          attention,
        )
      : undefined;
    return { image, shares, map };
  }

  /** What a network refines is the best that there is where nothing can be borrowed. */
  async #enlarge(
    graph: Graph,
    picture: HostMap,
    write: (start: number, made: Tensor4D) => Promise<void>,
    onWork: (done: number) => Promise<void>,
  ): Promise<{ readonly shares: readonly number[]; readonly attention: undefined }> {
    const { width, height } = picture;
    await runRows({
      graph,
      rows: height,
      band: bandWithin(graph, [height, width], this.#options.memoryBudget / 2),
      read: (_node, start, end) => picture.rows(start, end),
      write,
      onWork,
    });
    return { shares: [], attention: undefined };
  }
}

/** The picture as networks read it; one of a few rows or columns is continued by its edge. */
const coloursOf = (picture: Raster): HostMap => {
  refuseEmpty('the picture', picture);
  const { width, height } = picture;
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
