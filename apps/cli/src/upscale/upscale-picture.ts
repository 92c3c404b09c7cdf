import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isOpaque } from '@srkit/core';
import { checkEncodable, decodeImage, encodePicture, type TagsOutcome, writeImage } from '@srkit/image';
import type { ItemWork } from '@srkit/jobs';
import type { TrustMap, UpscaleReport } from '@srkit/upscale';
import type { Engine, KeptParts, Plan } from '../engine/engine';
import { sourceOf } from '../job/inputs';
import { type NamedOutput, STDOUT } from '../job/outputs';
import type { PictureItem } from '../job/run-picture-job';
import { partOf, RESULT_OF_FOUR, writeTrustMap } from '../maps/write-trust-map';
import type { Reporter } from '../terminal/reporter';
import { writeStdout } from '../terminal/streams';
import { type KeptPicture, keepingParts } from './kept-parts';

/** A picture to upscale. */
export type UpscaleItem = PictureItem & NamedOutput & { readonly trustMap?: string | undefined };

/** An item with other places of its results. */
export const movedItem = (item: UpscaleItem, at: (path: string) => string): UpscaleItem => ({
  ...item,
  output: at(item.output),
  trustMap: item.trustMap && at(item.trustMap),
});

export interface UpscaledPicture extends TagsOutcome {
  readonly report: UpscaleReport;
  /** What was odd about the input, or left out of it, for people. */
  readonly notes: readonly string[];
  /** Frames or pages of the input beyond the first, which were not read. */
  readonly framesLeftOut: number;
  /** Figures of the trust map, where that was asked for. */
  readonly trust?: TrustMap['summary'];
}

export interface UpscaleChoice {
  readonly engine: Engine;
  /** Whether there is one picture: the engine, which keeps its memory, ends before the result is written. */
  readonly alone: boolean;
  /** The bytes of stdin where that is the input. */
  readonly stdin: Uint8Array | undefined;
  readonly quality: number | undefined;
  readonly background: string | undefined;
  readonly keepMetadata: boolean;
  readonly keepGps: boolean;
  /** Whether damaged pictures are read as far as they go. */
  readonly tolerant: boolean;
  readonly overwrite: boolean;
  readonly reporter: Reporter;
  /** How what is done of a picture is kept; undefined: it is not. */
  readonly keep: Pick<KeptPicture, 'job' | 'mostMemory'> | undefined;
}

/** From here on the user should know that there is a quicker way. */
const MUCH_OVERHEAD = 3;

/** `off by up to 39 levels of 255, 0.40 on average`. */
const errorWords = ({ largest, mean }: { readonly largest: number; readonly mean: number }): string =>
  `off by up to ${largest.toFixed(0)} levels of 255, ${mean.toFixed(2)} on average`;

/** What tiles with a narrow halo mean, and what exact ones would cost. */
const narrowNote = ({ tiles, exactOverhead }: Plan): string => {
  const { halo, sees, obstacle, overhead, foreseen } = tiles;
  const parts = [
    `note: tiles with a halo of ${halo} pixels, where this network sees ${sees ?? 'all of the picture'}, are not exact.`,
    ...(obstacle
      ? [
          `Its results depend on more, because ${obstacle}: with a larger --memory it is computed in one piece.`,
        ]
      : []),
    ...(foreseen ? [`With RealESRGAN_x4plus photos were ${errorWords(foreseen)}.`] : []),
    ...(typeof exactOverhead === 'number'
      ? [
          `These compute ${overhead.toFixed(2)} times the picture; exact bands, without --fast, --tile and --tile-pad, ${exactOverhead.toFixed(2)} times.`,
        ]
      : []),
  ];
  return parts.join(' ');
};

/** What exact tiling costs, when it costs a lot, or that it was not done; undefined otherwise. */
export const planNote = (plan: Plan): string | undefined => {
  const { tiles, blended } = plan;
  const { exact, overhead, halo } = tiles;
  if (blended) {
    return `note: exact tiles, with this network's halo of ${tiles.sees ?? halo} pixels, need more memory than is free. These have a narrow halo and blended seams, as with --fast. --exact with a larger --memory insists.`;
  }
  if (!exact) return narrowNote(plan);
  return overhead > MUCH_OVERHEAD
    ? `note: exact tiles compute ${overhead.toFixed(1)} times the picture's pixels, because this network's halo is ${halo} pixels. --fast takes a narrow halo and blends the seams.`
    : undefined;
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `exact, halo 12, 4 tiles of 512x512`, `exact, halo 349, in bands of 121 columns`. */
export const tilesLine = ({ exact, halo, count, size, feather, bands }: UpscaleReport['tiles']): string => {
  const parts = [
    ...(count > 1 ? [`${count} ${bands ? 'strips' : 'tiles'} of ${size.join('x')}`] : []),
    ...(bands ? [`in bands of ${bands.size} ${bands.of}`] : []),
  ];
  const seams = feather > 0 ? `, seams blended over ${2 * feather}` : '';
  return `${exact ? 'exact' : 'fast'}, halo ${halo}, ${parts.join(' ') || 'untiled'}${seams}`;
};

/** The line on stderr that follows each finished picture. */
export const upscaledLine = (
  { input, output }: UpscaleItem,
  { report, profile }: UpscaledPicture,
  seconds: number,
): string => {
  const { input: from, output: to, model, backend, device, retries, seam } = report;
  const result = output === STDOUT ? 'stdout' : output;
  return [
    `${input.path} ${from.width}x${from.height} -> ${result} ${to.width}x${to.height}`,
    model,
    device ? `${backend} (${device})` : backend,
    tilesLine(report.tiles),
    ...(seam ? [`at a seam ${errorWords(seam)}`] : []),
    ...(retries.length > 0 ? [`${plural(retries.length, 'larger tile size')} did not fit the memory`] : []),
    ...(profile === 'dropped' ? ['without its colour profile, which the format cannot hold here'] : []),
    `${seconds.toFixed(1)} s`,
  ].join(' | ');
};

/** Says once for a job what `planNote` has to say. */
export const notingPlans = (reporter: Reporter): ((plan: Plan) => void) => {
  let noted = false;
  return (plan) => {
    const note = noted ? undefined : planNote(plan);
    if (!note) return;
    reporter.note(note);
    noted = true;
  };
};

/** How one picture is upscaled: from its file (or its bytes, from stdin) to its result. */
export const upscaleWith =
  (choice: UpscaleChoice, onPlan: (plan: Plan) => void) =>
  async (
    { input, output, format, trustMap: trustPath }: UpscaleItem,
    { signal, onProgress, measure }: ItemWork,
  ): Promise<UpscaledPicture> => {
    const {
      engine,
      alone,
      stdin,
      quality,
      background,
      tolerant,
      keepMetadata,
      keepGps,
      overwrite,
      reporter,
      keep,
    } = choice;
    const source = stdin ?? (await sourceOf(input, signal));
    const picture = await decodeImage(source, { signal, tolerant });
    measure(picture.width * picture.height);
    const { notes = [], pages = 1 } = picture;
    for (const note of notes) reporter.note(`${input.path}: ${note}`);
    const plan = await engine.plan(picture.width, picture.height);
    onPlan(plan);
    const encoding = { format, quality, background, keepMetadata, keepGps };
    const { channels } = picture;
    checkEncodable({ width: plan.width, height: plan.height, channels, opaque: isOpaque(picture) }, encoding);
    const compute = async (parts?: KeptParts): Promise<UpscaledPicture> => {
      const part = trustPath === undefined ? 1 : RESULT_OF_FOUR;
      const { image, report } = await engine.upscale(picture, partOf({ onProgress, signal }, 0, part), parts);
      for (const note of report.notes.slice(notes.length)) reporter.note(`${input.path}: ${note}`);
      const trust =
        trustPath === undefined
          ? undefined
          : await writeTrustMap(
              trustPath,
              { picture, image },
              async (form, _turn, work) => (await engine.upscale(form, work)).image,
              { overwrite, ...partOf({ onProgress, signal }, part, 1 - part) },
            );
      if (alone) await engine.close();
      const more = { notes, framesLeftOut: pages - 1, ...(trust && { trust }) };
      let outcome: TagsOutcome;
      if (output === STDOUT) {
        const { bytes, ...tags } = await encodePicture(image, encoding);
        await writeStdout(bytes);
        outcome = tags;
      } else {
        await mkdir(dirname(output), { recursive: true });
        outcome = await writeImage(output, image, { ...encoding, overwrite, signal });
      }
      const { profile, dropped } = outcome;
      if (dropped.length > 0) {
        const result = output === STDOUT ? 'stdout' : output;
        reporter.note(`${result}: without ${dropped.join(' and ')}, which srkit does not write as ${format}`);
      }
      return { report, profile, dropped, ...more };
    };
    const { bands } = plan.tiles;
    if (output === STDOUT || !keep) return compute();
    return keepingParts({ output, picture, ...keep, inBands: bands !== null, signal, reporter }, compute);
  };
