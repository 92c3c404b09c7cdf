import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { saveSafetensors } from '@srkit/checkpoints';
import { isOpaque, type Raster, SrkitError } from '@srkit/core';
import { checkEncodable, decodeImage, type ImageFormat, resizePillow, writeImage } from '@srkit/image';
import type { ItemWork } from '@srkit/jobs';
import {
  type MatchMap,
  type ReferenceReport,
  type RefUpscaleReport,
  reducedReference,
  type TrustMap,
} from '@srkit/upscale';
import { InputError } from '../errors';
import { type Input, sourceOf } from '../job/inputs';
import type { PictureItem } from '../job/run-picture-job';
import { drawMatchMap } from '../maps/draw-match-map';
import { drawMatchSheet } from '../maps/draw-match-sheet';
import { matchMapFiles } from '../maps/map-files';
import { type MapReference, percent } from '../maps/shown-references';
import { partOf, RESULT_OF_FOUR, writeTrustMap } from '../maps/write-trust-map';
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

/** The report of a result, with the file of each reference. */
type NamedReport = Omit<RefUpscaleReport, 'references'> & {
  readonly references: readonly (ReferenceReport & { readonly path: string })[];
};

export interface RestoredPicture {
  readonly report: NamedReport;
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
  readonly background: string | undefined;
  readonly overwrite: boolean;
  readonly reporter: Reporter;
}

/** Of the published networks, and of what test sets are made small by. */
const SCALE = 4;

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

/** A reference that could be read, as large as it is matched. */
interface ReadReference {
  readonly path: string;
  readonly picture: Raster;
  /** Size of the file's picture. */
  readonly width: number;
  readonly height: number;
}

/** The references that can be read. Those that would be reduced are at once: a folder of photos need not fit into memory. */
const readReferences = async (
  { references }: RestoreItem,
  { engine, tolerant, reporter }: RestoreChoice,
  signal: AbortSignal,
) => {
  const read: ReadReference[] = [];
  const unreadable: { reference: string; error: string }[] = [];
  let last: unknown;
  for (const input of references) {
    try {
      const decoded = await decodeImage(await sourceOf(input), { signal, tolerant });
      const { width, height } = decoded;
      const picture = reducedReference(decoded, engine.model.maxReferencePixels);
      read.push({ path: input.path, picture, width, height });
    } catch (error) {
      if (!(error instanceof SrkitError)) throw error;
      last = error;
      unreadable.push({ reference: input.path, error: error.message });
      reporter.note(`note: reference left out: ${error.message}`);
    }
  }
  if (read.length === 0) throw last;
  return { read, unreadable };
};

/** By the files' own sizes, and their names where the library counts. */
const namedReport = (report: RefUpscaleReport, read: readonly ReadReference[]): NamedReport => ({
  ...report,
  references: report.references.map((each) => {
    const { path, width, height } = read[each.index]!;
    return { ...each, width, height, path };
  }),
  notes: [
    ...report.notes.map((note) => note.replace(/^Reference (\d+)/, (_, index) => read[Number(index)]!.path)),
    ...read
      .filter(({ picture, width }) => picture.width !== width)
      .map(
        ({ path, picture, width, height }) =>
          `${path} of ${width}x${height} was reduced to ${picture.width}x${picture.height}, which the memory budget has room for.`,
      ),
  ],
});

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
    ...map.weights.map(({ reference, weight }) => entry(`weight.${reference}`, 'F32', weight, coarse)),
    entry('matched', 'I16', map.matched, coarse),
    entry('correlation', 'F32', map.correlation, coarse),
    entry('position', 'F32', map.position, [...coarse, 2]),
  ]);
};

/** How one picture is restored: from files to files. */
export const restoreWith =
  (choice: RestoreChoice) =>
  async (item: RestoreItem, { signal, onProgress, measure }: ItemWork): Promise<RestoredPicture> => {
    const { engine, reporter, overwrite, downscale, quality, background, tolerant } = choice;
    const decoded = await decodeImage(await sourceOf(item.input), { signal, tolerant });
    const picture = downscale ? madeSmall(decoded) : decoded;
    const { width, height, channels } = picture;
    const encoding = { format: item.format, quality, background };
    const opaque = isOpaque(picture);
    checkEncodable({ width: SCALE * width, height: SCALE * height, channels, opaque }, encoding);
    measure(width * height);
    const { read, unreadable } = await readReferences(item, choice, signal);
    const references = read.map((each) => each.picture);
    const wantsMap = item.matchMap !== undefined || item.sheet !== undefined;
    const part = item.trustMap === undefined ? 1 : RESULT_OF_FOUR;
    const work = { signal, onProgress };
    const upscaled = await engine.upscale({ picture, references, matchMap: wantsMap }, partOf(work, 0, part));
    const { image, matchMap } = upscaled;
    const report = namedReport(upscaled.report, read);
    for (const note of report.notes) reporter.note(`${item.input.path}: ${note}`);
    for (const { path, status, score } of report.references) {
      const fit = score
        ? `correlation ${score.correlation.toFixed(3)}, consistency ${percent(score.consistency)}`
        : 'not matched';
      const what = status.used ? `weighs ${percent(status.share)}` : `left out (${status.reason})`;
      reporter.detail(`${path}: ${what}, ${fit}`);
    }
    await mkdir(dirname(item.output), { recursive: true });
    const named: (MapReference & { readonly picture: Raster })[] = report.references.map(
      ({ index, path, status, seenAs, width, height }) => ({
        name: path,
        width: seenAs?.width ?? width,
        height: seenAs?.height ?? height,
        used: status.used,
        share: status.used ? status.share : 0,
        picture: references[index]!,
      }),
    );
    // It computes three times as much as the result before it writes: what is stopped there has left nothing behind.
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
    const png = { format: 'png', overwrite, signal } as const;
    if (item.matchMap !== undefined) {
      const files = matchMapFiles(item.matchMap);
      await mkdir(dirname(files.png), { recursive: true });
      await writeImage(files.png, await drawMatchMap(image, matchMap!, named), png);
      const metadata = Object.fromEntries(named.map(({ name }, index) => [`reference ${index}`, name]));
      await saveSafetensors(files.arrays, mapTensors(matchMap!), { overwrite, metadata });
    }
    if (item.sheet !== undefined) {
      await mkdir(dirname(item.sheet), { recursive: true });
      await writeImage(item.sheet, await drawMatchSheet(image, matchMap!, named), png);
    }
    await writeImage(item.output, image, { ...encoding, overwrite, signal });
    return { report, unreadable, trust };
  };
