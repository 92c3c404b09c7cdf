import { ConfigError, DeviceError, isOpaque, refuseUnknownKeys, ShapeError, tagsOf } from '@srkit/core';
import { type Raster, resizeLanczos4, resizeLinearFloat } from '@srkit/image';
import type { LoadedModel, StageBytes } from '@srkit/models';
import {
  deviceName,
  guardWasmMemory,
  type ImageDataLike,
  isOutOfMemory,
  largestTensorBytes,
  limitDerivedData,
} from '@srkit/ops';
import { getBackend, ready } from '@tensorflow/tfjs-core';
import { asRaster } from './as-raster';
import { type Axis, borderAxis, officialAxis } from './axis';
import { halveBands, planBands } from './band-plan';
import { brokenTile, checkResult } from './check-result';
import { type CheckedOptions, checkedOptions } from './checked-options';
import { fillTransparent } from './fill-transparent';
import { foreseenError } from './foreseen-error';
import { keepColours } from './keep-colours';
import type { UpscaleOptions, UpscalerOptions } from './options';
import { OutputPicture } from './output-picture';
import { isBrokenThere } from './probe-network';
import { firstChannel, type PaddedPicture, type PassKind } from './read-window';
import { type PassState, replayParts } from './replay-parts';
import { pictureFacts, tilesOf, type UpscaleReport, type UpscaleResult } from './report';
import { runPass } from './run-pass';
import { type SampleRange, sampleRange } from './sample-range';
import { planSeamCheck, type SeamCheck, type SeamError, type SeamRun, seamError } from './seam-error';
import { narrower, planTiles, type TilePlan } from './tile-plan';
import { WorkProgress } from './work-progress';

/** Smallest tile worth trying when memory runs out: below it the halo is nearly all there is. */
const MIN_RETRY_TILE = 16;

/** Pixels that an output picture may have: 2^31 samples is where typed arrays and encoders end. */
const MAX_OUTPUT_PIXELS = 2 ** 29;

/** What the official code pads to, by the network's scale. */
const OFFICIAL_MULTIPLES: Readonly<Record<number, number>> = { 2: 2, 1: 4 };

interface Run {
  readonly source: Raster;
  readonly range: SampleRange;
  readonly passes: readonly PassKind[];
  /** Whether a pass fills the alpha channel. */
  readonly enlargesAlpha: boolean;
  readonly x: Axis;
  readonly y: Axis;
}

/** A picture under way. */
interface Passes {
  readonly plan: TilePlan;
  readonly output: OutputPicture;
  readonly state: PassState;
  readonly onPart: UpscaleOptions['onPart'];
}

/** [width, height] of what the network is given at once, without what it sees around. */
const pieceOf = ({ tile, bands }: TilePlan): readonly [number, number] => {
  if (!bands) return tile;
  const { along, rows } = bands;
  return along === 1 ? [tile[0], Math.min(rows, tile[1])] : [Math.min(rows, tile[0]), tile[1]];
};

/** Picture in, larger picture out: tiles, alpha, grey, 16 bit (Real-ESRGAN's `RealESRGANer` and more). */
export class Upscaler {
  #model: LoadedModel;
  readonly #options: CheckedOptions;

  /** @throws ConfigError naming the option and value that is out of range. */
  constructor(model: LoadedModel, options: UpscalerOptions = {}) {
    const { inChannels, outChannels } = model.network;
    if (inChannels !== outChannels || ![1, 3, 4].includes(inChannels)) {
      throw new ShapeError(
        'E_SHAPE_CHANNELS',
        `${model.name}: the network maps ${inChannels} channels to ${outChannels}, expected 1 to 1 (grey), 3 to 3 (RGB) or 4 to 4 (RGBA).`,
      );
    }
    this.#model = model;
    this.#options = checkedOptions(options, model.network);
  }

  /** The tiles that a picture of that size would be divided into, before any retry. */
  plan(width: number, height: number): TilePlan {
    const { x, y } = this.#axes(width, height);
    return this.#plan(x, y, this.#options.tile);
  }

  /** Size of the result for a picture of that size. */
  outputSize(width: number, height: number): { width: number; height: number } {
    const { scale } = this.#model.network;
    const { outscale } = this.#options;
    if (outscale === undefined || outscale === scale) return { width: width * scale, height: height * scale };
    return { width: Math.trunc(width * outscale), height: Math.trunc(height * outscale) };
  }

  /**
   * Enlarges a picture, or a page's `ImageData`, on tfjs's current backend. The picture is not changed.
   *
   * @throws DeviceError when even the smallest tile does not fit the device, when a tile came out broken, and when the device
   *   is lost and nothing takes its place (`onDeviceLost`);
   *   ShapeError for a picture without pixels or a result too large; `signal.reason` when aborted. No tensor is left
   *   behind in any case.
   */
  async upscale(given: Raster | ImageDataLike, options: UpscaleOptions = {}): Promise<UpscaleResult> {
    const known = ['onProgress', 'signal', 'onPatch', 'onPart', 'parts', 'onDeviceLost'];
    refuseUnknownKeys('upscale', options, known);
    const { onProgress, signal, onPatch, onPart, parts = [] } = options;
    const picture = asRaster(given);
    const started = performance.now();
    signal?.throwIfAborted();
    this.#refuseDisposed();
    await ready();
    guardWasmMemory();
    this.#check(picture);
    const run = this.#prepare(picture);

    const networkStarted = performance.now();
    const retries: UpscaleReport['retries'][number][] = [];
    let plan = this.#plan(run.x, run.y, this.#options.tile);
    const native = this.#output(run, onPatch);
    const progress = new WorkProgress({ onProgress, signal });
    // Of all work, that of the picture; the rest is to look at a seam.
    const checkPixels = this.#seamCheck(run, plan)?.pixels ?? 0;
    const passPixels = plan.overhead * picture.width * picture.height * run.passes.length;
    const passShare = passPixels / (passPixels + checkPixels);
    const { scale, inputMultiple: multiple } = this.#model.network;
    const { passes, x, y } = run;
    let state = replayParts(parts, { plan, passes, scale, multiple, x, y, output: native });
    const losses: string[] = [];
    const onDevice = <T>(work: () => Promise<T>): Promise<T> => this.#onDevice(work, options, losses);
    for (let done = false; !done; ) {
      try {
        await onDevice(() =>
          this.#runPasses(run, { plan, output: native, state, onPart }, (part) =>
            progress.at(passShare * part),
          ),
        );
        done = true;
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        const next = this.#smaller(run, plan, error);
        retries.push({ tile: pieceOf(plan), nextTile: pieceOf(next), reason: String(error) });
        // Bands of fewer rows go on where the larger ones stopped.
        if (!next.bands) state = { pass: 0, cursor: { strip: 0, line: 0 } };
        plan = next;
      }
    }
    const seam = await onDevice(() =>
      this.#seamError(run, plan, native, (part) => progress.at(passShare + (1 - passShare) * part)),
    );
    await progress.at(1);
    this.#finishAlpha(picture, run, native);
    const { maximum } = run.range;
    const before = { x: run.x.before, y: run.y.before };
    const checked = this.#options.check
      ? checkResult(run.source, native, scale, maximum, plan, before)
      : undefined;
    const suspect = checked?.suspect;
    const isBroken = (): Promise<boolean> =>
      isBrokenThere(this.#model.network, run.source, run.passes[0]!, maximum, suspect!);
    if (suspect && (await onDevice(isBroken))) {
      throw brokenTile(suspect.where, suspect.change);
    }
    if (this.#options.keepColours) keepColours(run.source, native, scale, maximum);
    const resizeStarted = performance.now();

    const { channels } = picture;
    const raster: Raster = {
      width: native.width,
      height: native.height,
      channels,
      data: native.data,
      ...tagsOf(picture),
    };
    const { width, height } = this.outputSize(picture.width, picture.height);
    const resized = width !== raster.width || height !== raster.height;
    const image = resized ? resizeLanczos4(raster, [height, width]) : raster;
    const finished = performance.now();

    const { name, architecture, network } = this.#model;
    return {
      image,
      report: {
        model: name,
        architecture: architecture.name,
        scale: network.scale,
        outscale: this.#options.outscale ?? network.scale,
        backend: getBackend(),
        device: deviceName(),
        dtype: 'float32',
        input: pictureFacts(picture),
        output: pictureFacts(image),
        border: this.#options.border,
        tiles: tilesOf(plan),
        seam,
        retries,
        fidelity: checked ? { drift: checked.drift, worst: checked.worst } : null,
        notes: [...(picture.notes ?? []), ...losses, ...(checked?.warnings ?? [])],
        milliseconds: {
          prepare: networkStarted - started,
          network: resizeStarted - networkStarted,
          resize: finished - resizeStarted,
          total: finished - started,
        },
      },
    };
  }

  /** Runs a part of the work, and what is left of it on what takes the place of a device that is lost. */
  async #onDevice<T>(
    work: () => Promise<T>,
    { onDeviceLost, signal }: UpscaleOptions,
    losses: string[],
  ): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const isLost = error instanceof DeviceError && error.code === 'E_DEVICE_LOST';
        if (!isLost || !onDeviceLost || signal?.aborted) throw error;
        this.#model = await onDeviceLost(error);
        await ready();
        losses.push(`The device was lost on the way, and ${getBackend()} went on with the picture.`);
      }
    }
  }

  #refuseDisposed(): void {
    const { name, network } = this.#model;
    if (!network.isDisposed) return;
    throw new ConfigError(
      'E_CONFIG_DISPOSED',
      `${name}: the model was freed by dispose(). Load it again, and dispose of it when the last picture is done.`,
    );
  }

  /** Frees the model. The upscaler cannot be used afterwards. */
  dispose(): void {
    this.#model.dispose();
  }

  #check(picture: Raster): void {
    const { width, height, channels, data } = picture;
    const samples = width * height * channels;
    if (!(samples > 0) || data.length !== samples) {
      throw new ShapeError(
        'E_SHAPE_PICTURE',
        `The picture is ${width}x${height} with ${channels} channels and ${data.length} samples; expected at least one pixel and ${samples} samples.`,
      );
    }
    const { scale } = this.#model.network;
    const result = this.outputSize(width, height);
    const pixels = Math.max(width * height * scale ** 2, result.width * result.height);
    if (result.width < 1 || result.height < 1 || pixels > MAX_OUTPUT_PIXELS) {
      throw new ShapeError(
        'E_SHAPE_OUTPUT',
        `${width}x${height} would become ${result.width}x${result.height} (${pixels} pixels on the way), expected 1..${MAX_OUTPUT_PIXELS} pixels. Cut the picture, or choose another outscale.`,
      );
    }
  }

  #axes(width: number, height: number): { x: Axis; y: Axis } {
    const { border, prePad, tilePad, paddingRule } = this.#options;
    const { inputMultiple, scale } = this.#model.network;
    const officialMultiple = paddingRule === 'official' ? (OFFICIAL_MULTIPLES[scale] ?? 1) : 1;
    const axis = (size: number): Axis =>
      border === 'zero'
        ? officialAxis(size, prePad, Math.max(inputMultiple, officialMultiple))
        : borderAxis(size, tilePad, inputMultiple);
    return { x: axis(width), y: axis(height) };
  }

  #plan(x: Axis, y: Axis, tile: number | 'auto'): TilePlan {
    const { tilePad, feather, mode, memoryBudget } = this.#options;
    const { network } = this.#model;
    const { graph } = network;
    if (mode === 'exact' && tile === 'auto' && !graph.facts.obstacle) {
      const plan = planBands({ graph, x, y, memoryBudget, largestTensorBytes: largestTensorBytes() });
      if (plan) return plan;
    }
    // Where every pixel depends on all of them, only the picture in one piece is exact.
    const isWhole =
      graph.facts.obstacle !== undefined &&
      mode === 'exact' &&
      tile === 'auto' &&
      x.padded * y.padded <= this.#maxPixels('features');
    const tiles = planTiles({
      x,
      y,
      halo: tilePad,
      exactHalo: network.halo,
      multiple: network.inputMultiple,
      tile: isWhole ? 0 : tile,
      feather,
      maxWindowPixels: this.#maxPixels('features'),
      bytesOf: (pixels) => {
        const { features, reconstruct } = network.bytesPerPixel;
        return Math.max(pixels * features, Math.min(pixels, this.#maxPixels('reconstruct')) * reconstruct);
      },
    });
    const { obstacle } = graph.facts;
    const foreseen = tiles.exact ? undefined : foreseenError(this.#model, tiles.halo);
    return { ...tiles, ...(obstacle && { obstacle }), ...(foreseen && { foreseen }) };
  }

  /** Input pixels that a stage may be given at once: by the memory budget, and by the largest tensor there can be. */
  #maxPixels(stage: keyof StageBytes): number {
    const { bytesPerPixel, largestTensorPerPixel } = this.#model.network;
    const byBudget = this.#options.memoryBudget / bytesPerPixel[stage];
    return Math.floor(Math.min(byBudget, largestTensorBytes() / largestTensorPerPixel[stage]));
  }

  /** The plan to go on with when the device is full. */
  #smaller(run: Run, plan: TilePlan, cause: unknown): TilePlan {
    const { bands } = plan;
    const halved = bands && halveBands({ graph: this.#model.network.graph, ...run }, { ...plan, bands });
    if (halved) return halved;
    const largest = Math.max(...plan.tile);
    const tile = Math.floor(largest / 2);
    if (tile < MIN_RETRY_TILE) {
      throw new DeviceError(
        'E_DEVICE_MEMORY',
        `The device ran out of memory even with tiles of ${largest} pixels and a halo of ${plan.halo}. Take another backend (--backend), or ${narrower(plan.halo)}.`,
        { cause },
      );
    }
    return this.#plan(run.x, run.y, tile);
  }

  #prepare(picture: Raster): Run {
    const { transparency, depthRule } = this.#options;
    const range = sampleRange(picture, depthRule);
    const hasAlpha = picture.channels === 2 || picture.channels === 4;
    const skipAlpha = transparency === 'careful' && isOpaque(picture, range.maximum);
    const enlargesAlpha = hasAlpha && this.#options.alpha === 'network' && !skipAlpha;
    const passes = this.#passes(picture.channels, enlargesAlpha);
    const source = transparency === 'careful' ? fillTransparent(picture) : picture;
    return { source, range, passes, enlargesAlpha, ...this.#axes(picture.width, picture.height) };
  }

  #passes(channels: number, enlargesAlpha: boolean): PassKind[] {
    const { inChannels } = this.#model.network;
    if (inChannels === 4) return ['rgba'];
    const colours = channels >= 3 ? 3 : 1;
    // A network of one channel takes each channel by itself.
    if (inChannels === 1)
      return Array.from({ length: colours + (enlargesAlpha ? 1 : 0) }, (_, channel) => channel);
    return [colours === 3 ? 'colour' : 'grey', ...(enlargesAlpha ? (['alpha'] as const) : [])];
  }

  #output({ source, range }: Run, onPatch: UpscaleOptions['onPatch']): OutputPicture {
    const { scale } = this.#model.network;
    const { width, height, channels } = source;
    return new OutputPicture(width * scale, height * scale, channels, range, onPatch);
  }

  async #runPasses(
    run: Run,
    { plan, output, state, onPart }: Passes,
    onWork: (done: number) => Promise<void>,
  ): Promise<void> {
    const { network } = this.#model;
    const { source, range, passes, x, y } = run;
    const picture: PaddedPicture = {
      raster: source,
      x,
      y,
      border: this.#options.border,
      maximum: range.maximum,
    };
    const maxReconstructPixels = this.#maxPixels('reconstruct');
    // What backends compute once of the weights lives in what the weights and the tensors leave of the budget.
    const weights = network.parameterCount * Float32Array.BYTES_PER_ELEMENT;
    const restore = limitDerivedData(Math.max(0, this.#options.memoryBudget - weights - plan.bytes));
    try {
      for (; state.pass < passes.length; state.pass++, state.cursor = { strip: 0, line: 0 }) {
        await runPass({
          network,
          picture,
          kind: passes[state.pass]!,
          plan,
          output,
          maxReconstructPixels,
          cursor: state.cursor,
          onBand: (band) => onPart?.({ ...band, pass: state.pass }),
          onWork: (done) => onWork((state.pass + done) / passes.length),
        });
      }
    } finally {
      restore();
    }
  }

  #seamRun(run: Run, plan: TilePlan): SeamRun {
    const { memoryBudget, border } = this.#options;
    const { source, range, passes, x, y } = run;
    return {
      network: this.#model.network,
      kind: passes[0]!,
      largestTensorBytes: largestTensorBytes(),
      ...{ source, range, border, x, y, plan, memoryBudget },
    };
  }

  #seamCheck(run: Run, plan: TilePlan): SeamCheck | undefined {
    return this.#options.check ? planSeamCheck(this.#seamRun(run, plan)) : undefined;
  }

  /** How far tiles with a narrow halo are from the picture; null where they are exact or it cannot be known. */
  async #seamError(
    run: Run,
    plan: TilePlan,
    output: OutputPicture,
    onWork: (done: number) => Promise<void>,
  ): Promise<SeamError | null> {
    const check = this.#seamCheck(run, plan);
    if (!check) return null;
    const restore = limitDerivedData(Math.max(0, this.#options.memoryBudget - check.plan.bytes));
    try {
      return await seamError(this.#seamRun(run, plan), check, output, onWork);
    } catch (error) {
      if (isOutOfMemory(error)) return null;
      throw error;
    } finally {
      restore();
    }
  }

  /** Fills the alpha channel where the network did not. */
  #finishAlpha(picture: Raster, { range, enlargesAlpha }: Run, output: OutputPicture): void {
    const { channels, width, height, data } = picture;
    if ((channels !== 2 && channels !== 4) || enlargesAlpha) return;
    const channel = firstChannel('alpha', channels);
    if (this.#options.transparency === 'careful' && isOpaque(picture, range.maximum)) {
      output.fillChannel(channel);
      return;
    }
    const plane = new Float32Array(width * height);
    for (let i = 0; i < plane.length; i++) plane[i] = data[i * channels + channel]! / range.maximum;
    output.writePlane(channel, resizeLinearFloat(plane, [height, width], [output.height, output.width]));
  }
}
