import { ConfigError } from '@srkit/core';
import type { DegradationOptions, PresetName } from '@srkit/degradation';
import { degradationOptions, PRESETS } from '@srkit/degradation';
import * as v from 'valibot';
import type { DegradedSample, PairedSample, PictureSample } from '../samples';
import type { DirectoryHandle } from '../stores/page-files';
import type { Store } from '../stores/store';

/**
 * Where a set lies. In Node a path: of a folder, of an LMDB, of a tar shard. In a page the files or the folder that the user
 * picked. Anywhere a `Store` of one's own.
 */
export type Root = string | DirectoryHandle | readonly File[] | Store;

/** Pictures as they are: DIV2K, Flickr2K, OST and other folders. */
export interface ImagesDescription {
  readonly type: 'images';
  readonly root: Root;
  /** A list in the root, one name a line; all pictures below the root without it. */
  readonly metaInfo?: string | undefined;
  /** The first so many pictures. */
  readonly limit?: number | undefined;
}

/** Pictures and what Real-ESRGAN's process makes of them. */
export interface DegradedDescription extends Omit<ImagesDescription, 'type'> {
  readonly type: 'degraded';
  /** A preset's name, or all options (`degradationOptions('x4plus', changes)`). Default `realesrgan-x4plus`. */
  readonly degradation?: PresetName | DegradationOptions | undefined;
  /** Side of the square that is degraded. Default 400. */
  readonly cropSize?: number | undefined;
  /** Mirror left and right. Default true. */
  readonly useHflip?: boolean | undefined;
  /** Mirror up and down, transpose. Default false. */
  readonly useRot?: boolean | undefined;
}

/** Pairs that exist as files. */
export interface PairedDescription {
  readonly type: 'paired';
  /** Of the ground truth. */
  readonly root: Root;
  /** Of LQ. Default: the same, for a list with paths to both. */
  readonly lqRoot?: Root | undefined;
  /** A list in `root`, lines `gt, lq`; without it, files of one name are pairs. */
  readonly metaInfo?: string | undefined;
  /** LQ's name after the ground truth's: `{}x4` for DIV2K. Default `{}`. */
  readonly filenameTmpl?: string | undefined;
  /** 1 to 16. Default 4. */
  readonly scale?: number | undefined;
  /** Side of the random crop in ground truth pixels; null for whole pictures, not turned. Default 256. */
  readonly gtSize?: number | null | undefined;
  readonly useHflip?: boolean | undefined;
  readonly useRot?: boolean | undefined;
  readonly limit?: number | undefined;
}

export type Description = ImagesDescription | DegradedDescription | PairedDescription;

/** The samples of each set. */
export interface SampleOf {
  images: PictureSample;
  degraded: DegradedSample;
  paired: PairedSample;
}

const count = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)));
const name = v.optional(v.pipe(v.string(), v.minLength(1)));
const flag = (value: boolean) => v.optional(v.boolean(), value);
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536));
const root = v.custom<Root>(
  (value) => (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null),
  'expected a path, files, a folder handle or a store',
);

const images = { root, metaInfo: name, limit: count };

const SCHEMAS = {
  images: v.strictObject({ type: v.literal('images'), ...images }),
  degraded: v.strictObject({
    type: v.literal('degraded'),
    ...images,
    degradation: v.optional(
      v.union([v.picklist(Object.keys(PRESETS) as PresetName[]), v.custom<DegradationOptions>(isObject)]),
      'realesrgan-x4plus',
    ),
    cropSize: v.optional(side, 400),
    useHflip: flag(true),
    useRot: flag(false),
  }),
  paired: v.strictObject({
    type: v.literal('paired'),
    root,
    lqRoot: v.optional(root),
    metaInfo: name,
    filenameTmpl: v.optional(v.pipe(v.string(), v.includes('{}')), '{}'),
    scale: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)), 4),
    gtSize: v.optional(v.nullable(side), 256),
    useHflip: flag(true),
    useRot: flag(false),
    limit: count,
  }),
} as const;

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

type Schemas = typeof SCHEMAS;

/** A description with every default filled in. */
export type Parsed = { [T in keyof Schemas]: v.InferOutput<Schemas[T]> }[keyof Schemas];

const invalid = (message: string): ConfigError => new ConfigError('E_CONFIG_DATASET', message);

/** How a field that is wrong is called: `dataset.degradation.scale`. */
const pathOf = (issue: v.BaseIssue<unknown>): string =>
  ['dataset', ...(issue.path ?? []).map(({ key }) => String(key))].join('.');

/**
 * A description that was checked, with its defaults.
 *
 * @throws ConfigError `E_CONFIG_DATASET` for an unknown set or field, or a value that cannot be.
 */
export const parseDescription = (given: unknown): Parsed => {
  const type = isObject(given) ? (given as { type?: unknown }).type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(SCHEMAS, type)) {
    throw invalid(
      `dataset.type is ${JSON.stringify(type)}, expected one of ${Object.keys(SCHEMAS).join(', ')}.`,
    );
  }
  const result = v.safeParse(SCHEMAS[type as keyof Schemas], given, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const unknown = issue.expected === 'never';
    throw invalid(
      unknown
        ? `${pathOf(issue)} is no option of '${type}'. Known: ${Object.keys(SCHEMAS[type as keyof Schemas].entries).join(', ')}.`
        : `${pathOf(issue)}: ${issue.message}.`,
    );
  }
  const parsed = result.output;
  if (parsed.type === 'paired' && parsed.gtSize !== null && parsed.gtSize % parsed.scale !== 0) {
    throw invalid(`dataset.gtSize is ${parsed.gtSize}, expected a multiple of the scale, ${parsed.scale}.`);
  }
  return parsed;
};

/** The options that a name or they themselves stand for. */
export const degradationOf = (given: PresetName | DegradationOptions): DegradationOptions =>
  typeof given === 'string' ? degradationOptions(given) : given;
