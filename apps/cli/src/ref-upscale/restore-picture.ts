import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { saveSafetensors } from '@srkit/checkpoints';
import { type Raster, SrkitError } from '@srkit/core';
import { decodeImage, type ImageFormat, resizePillow, writeImage } from '@srkit/image';
import type { ItemWork } from '@srkit/jobs';
import type { MatchMap, RefUpscaleReport, TrustMap } from '@srkit/upscale';
import { InputError } from '../errors';
import { type Input, sourceOf } from '../job/inputs';
import type { PictureItem } from '../job/run-picture-job';
import { drawMatchMap, type MapReference } from '../maps/draw-match-map';
import { drawMatchSheet } from '../maps/draw-match-sheet';
import { beside, partOf, RESULT_OF_FOUR, writeTrustMap } from '../maps/write-trust-map';
import type { Reporter } from '../terminal/reporter';
import type { RefEngine } from './ref-engine';

/** A picture to restore, its references, and what is written. */
export interface RestoreItem extends PictureItem {
  readonly references: readonly Input[];
  readonly output: string;
  readonly format: ImageFormat;
  readonly matchMap: string | undefined;
  readonly sheet: string | undefined;
  readonly trustMap: string | undefined;
}

export interface RestoredPicture {
  readonly report: RefUpscaleReport;
  /** References that could not be read. */
  readonly unreadable: readonly { readonly reference: string; readonly error: string }[];
  readonly trust: TrustMap['summary'] | undefined;
}

export interface RestoreChoice {
  readonly engine: RefEngine;
  /** Whether pictures are made small first, as those of test sets. */
  readonly downscale: boolean;
  readonly tolerant: boolean;
  readonly quality: number | undefined;
  readonly overwrite: boolean;
  readonly reporter: Reporter;
}

/** Of the published networks, and of what test sets are made small by. */
const SCALE = 4;

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** The line on stderr that follows each finished picture. */
export const restoredLine = (
  { input, output }: RestoreItem,
  { report }: RestoredPicture,
  seconds: number,
): string => {
  const { input: from, output: to, references, model, backend, milliseconds } = report;
  const used = references.filter(({ status }) => status.used).length;
  const search = references.find((each) => each.search)?.search;
  return [
    `${input.path} ${from.width}x${from.height} -> ${output} ${to.width}x${to.height}`,
    model,
    backend,
    `${used} of ${references.length} references`,
    ...(search ? [`${search} search, ${(milliseconds.match / 1000).toFixed(1)} s`] : []),
    `${seconds.toFixed(1)} s`,
  ].join(' | ');
};

/** What a test set's picture would be at low resolution: cut to a multiple of 4, then Pillow's bicubic filter. */
const madeSmall = (raster: Raster): Raster => {
  const { width, height, channels, data } = raster;
  const [columns, rows] = [width, height].map((side) => side - (side % SCALE)) as [number, number];
  if (columns === 0 || rows === 0) {
    throw new InputError(
      'E_INPUT_TOO_SMALL',
      `The picture has ${width}x${height} pixels, less than ${SCALE} on a side.`,
    );
  }
  const cut = new Uint8Array(columns * rows * channels);
  const deep = data instanceof Uint16Array;
  for (let y = 0; y < rows; y++) {
    for (let i = 0; i < columns * channels; i++) {
      const value = data[y * width * channels + i]!;
      cut[y * columns * channels + i] = deep ? Math.round(value / 257) : value;
    }
  }
  return resizePillow(
    { ...raster, width: columns, height: rows, data: cut },
    [rows / SCALE, columns / SCALE],
    'bicubic',
  );
};

/** The references that can be read, and where each of them stands among all. */
const readReferences = async (
  { references }: RestoreItem,
  { tolerant, reporter }: RestoreChoice,
  signal: AbortSignal,
) => {
  const pictures: { readonly input: Input; readonly picture: Raster }[] = [];
  const unreadable: { reference: string; error: string }[] = [];
  let last: unknown;
  for (const input of references) {
    try {
      pictures.push({ input, picture: await decodeImage(await sourceOf(input), { signal, tolerant }) });
    } catch (error) {
      if (!(error instanceof SrkitError)) throw error;
      last = error;
      unreadable.push({ reference: input.path, error: error.message });
      reporter.note(`note: reference left out: ${error.message}`);
    }
  }
  if (pictures.length === 0) throw last;
  return { pictures, unreadable };
};

/** What beside the result is written of a match map: everything, as arrays. */
const mapTensors = (map: MatchMap) => {
  const entry = (
    name: string,
    dtype: 'F32' | 'I16',
    data: Float32Array | Int16Array,
    shape: readonly number[],
  ) => [name, { name, dtype, shape, data }] as const;
  const [fine, coarse] = [
    [map.height, map.width],
    [map.rows, map.columns],
  ] as const;
  return new Map([
    entry('reference', 'I16', map.reference, fine),
    entry('weight', 'F32', map.weight, fine),
    entry('matched', 'I16', map.matched, coarse),
    entry('correlation', 'F32', map.correlation, coarse),
    entry('position', 'F32', map.position, [...coarse, 2]),
  ]);
};

/** How one picture is restored: from files to files. */
export const restoreWith =
  (choice: RestoreChoice) =>
  async (item: RestoreItem, { signal, onProgress, measure }: ItemWork): Promise<RestoredPicture> => {
    const { engine, reporter, overwrite, downscale, quality, tolerant } = choice;
    const decoded = await decodeImage(await sourceOf(item.input), { signal, tolerant });
    const picture = downscale ? madeSmall(decoded) : decoded;
    measure(picture.width * picture.height);
    const { pictures, unreadable } = await readReferences(item, choice, signal);
    const references = pictures.map((each) => each.picture);
    const wantsMap = item.matchMap !== undefined || item.sheet !== undefined;
    const part = item.trustMap === undefined ? 1 : RESULT_OF_FOUR;
    const work = { signal, onProgress };
    const { image, report, matchMap } = await engine.upscale(
      { picture, references, matchMap: wantsMap },
      partOf(work, 0, part),
    );
    for (const note of report.notes) reporter.note(`${item.input.path}: ${note}`);
    for (const { index, status, score } of report.references) {
      const fit = score
        ? `correlation ${score.correlation.toFixed(3)}, consistency ${percent(score.consistency)}`
        : 'not matched';
      const what = status.used ? `weighs ${percent(status.share)}` : `left out (${status.reason})`;
      reporter.detail(`${pictures[index]!.input.path}: ${what}, ${fit}`);
    }
    await mkdir(dirname(item.output), { recursive: true });
    const named: (MapReference & { readonly picture: Raster })[] = report.references.map(
      ({ index, status, seenAs, width, height }) => ({
        name: pictures[index]!.input.path,
        width: seenAs?.width ?? width,
        height: seenAs?.height ?? height,
        used: status.used,
        share: status.used ? status.share : 0,
        picture: references[index]!,
      }),
    );
    const png = { format: 'png', overwrite, signal } as const;
    if (item.matchMap !== undefined) {
      await writeImage(item.matchMap, await drawMatchMap(image, matchMap!, named), png);
      await saveSafetensors(beside(item.matchMap, '.safetensors'), mapTensors(matchMap!), { overwrite });
    }
    if (item.sheet !== undefined) {
      await writeImage(item.sheet, await drawMatchSheet(image, matchMap!, named), png);
    }
    const trust =
      item.trustMap === undefined
        ? undefined
        : await writeTrustMap(
            item.trustMap,
            { picture, image },
            async (form, turn, each) => {
              const turned = { picture: form, references: references.map(turn), matchMap: false };
              return (await engine.upscale(turned, each)).image;
            },
            { overwrite, ...partOf(work, part, 1 - part) },
          );
    await writeImage(item.output, image, { format: item.format, quality, overwrite, signal });
    return { report, unreadable, trust };
  };
