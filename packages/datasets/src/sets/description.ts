import { ConfigError } from '@srkit/core';
import type { DegradationOptions, PresetName } from '@srkit/degradation';
import { degradationOptions, PRESETS } from '@srkit/degradation';
import * as v from 'valibot';
import type {
  ContrastiveSample,
  DegradedSample,
  PairedSample,
  PictureSample,
  ReferenceSample,
} from '../samples';
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
  /** The folder in the root that the list's names are relative to, or whose pictures are meant. Default: the root. */
  readonly folder?: string | undefined;
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

interface Rooted {
  readonly root: Root;
  /** The first so many samples. */
  readonly limit?: number | undefined;
}

interface Flips {
  /** Mirror left and right. Default true. */
  readonly useHflip?: boolean | undefined;
  /** Mirror up and down, transpose. Default true. */
  readonly useRot?: boolean | undefined;
}

/** CUFED's training pairs: `input/NAME`, `ref/NAME`. */
export interface CufedDescription extends Rooted, Flips {
  readonly type: 'cufed';
  /** A list in the root, `input ref` a line, instead of the two folders. */
  readonly pairs?: string | undefined;
  /** The folder in the root that the list's names are relative to. Default: the root. */
  readonly folder?: string | undefined;
  /** Side of the inputs, and what references are resized to. Default 160. */
  readonly gtSize?: number | undefined;
}

/** CUFED5: `NNN_0.png` and its references `NNN_1.png` to `NNN_5.png`. */
export interface Cufed5Description extends Rooted {
  readonly type: 'cufed5';
  /** Five references (MRefSR), the first alone (C2-Matching), or the five below each other as one. Default `all`. */
  readonly references?: 'all' | 'first' | 'stacked' | undefined;
}

/** Pairs to test on: WR-SR and CameraFusion (`input/`, `ref/`, paired by their sorted places), or a list. */
export interface ReferencePairsDescription extends Rooted {
  readonly type: 'wr-sr' | 'camera-fusion' | 'reference-pairs';
  /** A list in the root, `input ref` a line. */
  readonly pairs?: string | undefined;
  /** The folder in the root that the list's names are relative to. Default: the root. */
  readonly folder?: string | undefined;
}

/** Sun80: `Sun_Hays_SR_groundtruth/NAME`, `Sun_Hays_SR_scenematches/NAME/*`. */
export interface Sun80Description extends Rooted {
  readonly type: 'sun80';
  /** Every `floor(20 / numRef)`-th of the 20 is taken. Default 3, which gives 4, as in MRefSR; 1 is one at random. */
  readonly numRef?: number | undefined;
}

/** Urban100: the low-resolution picture is its own reference. */
export interface Urban100Description extends Rooted {
  readonly type: 'urban100';
}

/** Manga109: other covers of the set, at random. */
export interface Manga109Description extends Rooted {
  readonly type: 'manga109';
  /** Default 5. */
  readonly numRef?: number | undefined;
}

/** LMR's training groups: photos of scenes and a table of patches. */
export interface LmrDescription extends Rooted, Flips {
  readonly type: 'lmr';
  /** The table in the root: `target,H,M1,M2,L1,L2,p0,p1,p2,p3,p4,p5,scene`. */
  readonly list: string;
  /** The folder in the root that has the scenes' folders. Default: the root. */
  readonly folder?: string | undefined;
  /** Side of the patches, a multiple of 4. Default 160; 300 for large-patch fine-tuning. */
  readonly gtSize?: number | undefined;
  /** All five in random order, or one of them. Default 5. */
  readonly references?: 1 | 5 | undefined;
}

/** LMR's test groups: folders `NNNN_<target>` of a target and any number of references. */
export interface LmrTestDescription extends Rooted {
  readonly type: 'lmr-test';
}

/** Pairs of MegaDepth, MRefSR's older form. */
export interface MegadepthPairsDescription extends Rooted, Flips {
  readonly type: 'megadepth-pairs';
  /** The table in the root: `target,reference,scene,sim,pA,pB`. */
  readonly list: string;
  /** The folder in the root that has the scenes' folders. Default: the root. */
  readonly folder?: string | undefined;
  /** Side of the patches; null for whole photos of the test scenes. Default 160. */
  readonly gtSize?: number | null | undefined;
}

/** CUFED's inputs under random homographies: C2-Matching, stages 1 and 2. */
export interface ContrastiveDescription extends Rooted, Flips {
  readonly type: 'contrastive';
  /** Default 160. */
  readonly gtSize?: number | undefined;
}

/** Pictures of a list under fixed homographies: the validation of stages 1 and 2. */
export interface ContrastiveTestDescription extends Rooted {
  readonly type: 'contrastive-test';
  /** A list in the root, `input ref` a line; inputs are used. */
  readonly pairs: string;
  /** Decides the homographies. Default 0. */
  readonly seed?: number | undefined;
}

export type Description =
  | ImagesDescription
  | DegradedDescription
  | PairedDescription
  | CufedDescription
  | Cufed5Description
  | ReferencePairsDescription
  | Sun80Description
  | Urban100Description
  | Manga109Description
  | LmrDescription
  | LmrTestDescription
  | MegadepthPairsDescription
  | ContrastiveDescription
  | ContrastiveTestDescription;

/** Names of the sets. */
export type DatasetType = Description['type'];

/** The samples of each set. */
export interface SampleOf {
  images: PictureSample;
  degraded: DegradedSample;
  paired: PairedSample;
  cufed: ReferenceSample;
  cufed5: ReferenceSample;
  'wr-sr': ReferenceSample;
  'camera-fusion': ReferenceSample;
  'reference-pairs': ReferenceSample;
  sun80: ReferenceSample;
  urban100: ReferenceSample;
  manga109: ReferenceSample;
  lmr: ReferenceSample;
  'lmr-test': ReferenceSample;
  'megadepth-pairs': ReferenceSample;
  contrastive: ContrastiveSample;
  'contrastive-test': ContrastiveSample;
}

const count = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)));
const name = v.optional(v.pipe(v.string(), v.minLength(1)));
const flag = (value: boolean) => v.optional(v.boolean(), value);
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536));
const root = v.custom<Root>(
  (value) => (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null),
  'expected a path, files, a folder handle or a store',
);

const images = { root, metaInfo: name, folder: name, limit: count };
const flips = { useHflip: flag(true), useRot: flag(true) };
const patch = v.pipe(side, v.multipleOf(4));
const file = v.pipe(v.string(), v.minLength(1));
const numRef = (value: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), value);
const pairs = <T extends DatasetType>(type: T) =>
  v.strictObject({ type: v.literal(type), root, limit: count, pairs: name, folder: name });

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
  cufed: v.strictObject({
    type: v.literal('cufed'),
    root,
    limit: count,
    pairs: name,
    folder: name,
    gtSize: v.optional(patch, 160),
    ...flips,
  }),
  cufed5: v.strictObject({
    type: v.literal('cufed5'),
    root,
    limit: count,
    references: v.optional(v.picklist(['all', 'first', 'stacked']), 'all'),
  }),
  'wr-sr': pairs('wr-sr'),
  'camera-fusion': pairs('camera-fusion'),
  'reference-pairs': pairs('reference-pairs'),
  sun80: v.strictObject({ type: v.literal('sun80'), root, limit: count, numRef: numRef(3) }),
  urban100: v.strictObject({ type: v.literal('urban100'), root, limit: count }),
  manga109: v.strictObject({ type: v.literal('manga109'), root, limit: count, numRef: numRef(5) }),
  lmr: v.strictObject({
    type: v.literal('lmr'),
    root,
    limit: count,
    list: file,
    folder: name,
    gtSize: v.optional(patch, 160),
    references: v.optional(v.picklist([1, 5]), 5),
    ...flips,
  }),
  'lmr-test': v.strictObject({ type: v.literal('lmr-test'), root, limit: count }),
  'megadepth-pairs': v.strictObject({
    type: v.literal('megadepth-pairs'),
    root,
    limit: count,
    list: file,
    folder: name,
    gtSize: v.optional(v.nullable(patch), 160),
    ...flips,
  }),
  contrastive: v.strictObject({
    type: v.literal('contrastive'),
    root,
    limit: count,
    gtSize: v.optional(patch, 160),
    ...flips,
  }),
  'contrastive-test': v.strictObject({
    type: v.literal('contrastive-test'),
    root,
    limit: count,
    pairs: file,
    seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff)), 0),
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
