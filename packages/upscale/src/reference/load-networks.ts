import { type Checkpoint, openCheckpoint, type StateDict } from '@srkit/checkpoints';
import { CheckpointError, ConfigError, type LongWork } from '@srkit/core';
import {
  type ContrasExtractorSep,
  type CorrespondenceGenerationArch,
  type LoadedNetwork,
  loadNetwork,
  type NetworkSource,
  type ReferenceRestorationNet,
  torchvisionToConvNames,
} from '@srkit/models';
import type { ReferenceNetworks } from '../reference-super-resolver';

/** The parts of reference-based super-resolution; each may be a file of its own. */
export const REFERENCE_PARTS = ['extractor', 'vgg', 'restoration'] as const;
export type ReferencePart = (typeof REFERENCE_PARTS)[number];

/** A file for each part, in any of the forms that `loadNetwork` takes. */
export type ReferenceFiles = Readonly<Record<ReferencePart, NetworkSource>>;

/** What each file should be, and where it comes from; for messages. */
export const PART_FILES: Readonly<Record<ReferencePart, string>> = {
  extractor: "C2-Matching's feature_extraction.pth (ContrasExtractorSep)",
  vgg: "torchvision's vgg19-dcbb9e9d.pth, or any VGG19 up to conv3_1",
  restoration:
    'mrefsr_mse.pth or mrefsr_gan.pth of MRefSR, or c2_matching_restoration_mse.pth of C2-Matching',
};

export interface LoadedReferenceNetworks extends ReferenceNetworks {
  /** Of the files, or of the bundle. */
  readonly names: Readonly<Record<ReferencePart, string>>;
  /** Name of the restoration network. */
  readonly architecture: string;
  /** Consistency below which a reference is of no use to these networks, 0..1, as their bundle says; see `RefUpscalerOptions`. */
  readonly minConsistency?: number | undefined;
}

/** The entry of a bundle's metadata that says it. */
export const MIN_CONSISTENCY_KEY = 'minConsistency';

/** The last layer of VGG19 that references are described by. */
const DEEPEST = 'relu3_1';

const partOf = (architecture: string): ReferencePart | undefined => {
  switch (architecture) {
    case 'ContrasExtractorSep':
      return 'extractor';
    case 'CorrespondenceGenerationArch':
    case 'VGGFeatureExtractor':
      return 'vgg';
    case 'RestorationNet':
    case 'MRAPARestorationNet':
      return 'restoration';
    default:
      return undefined;
  }
};

const refuse = (name: string, found: string, expected: string): CheckpointError =>
  new CheckpointError('E_CHECKPOINT_ARCHITECTURE', `${name} holds ${found}, expected ${expected}.`);

/** VGG19 as the correspondence takes it, from what was recognised. */
const asCorrespondence = async (loaded: LoadedNetwork): Promise<LoadedNetwork> => {
  const { architecture, name } = loaded;
  if (architecture.name !== 'VGGFeatureExtractor') return loaded;
  try {
    const { vggType, names, prefix } = architecture.config;
    if (vggType !== 'vgg19')
      throw refuse(name, 'VGG16', `VGG19: ${PART_FILES.vgg}. The two differ in all weights`);
    const own = await loaded.network.stateDict();
    const renamed = names === 'torchvision' ? torchvisionToConvNames(own, 'vgg19', { upTo: DEEPEST }) : own;
    const state: StateDict = new Map(
      [...renamed].map(([key, tensor]) => {
        const official = `vgg.${names === 'torchvision' ? key : key.replace(prefix, 'vgg_net')}`;
        return [official, { ...tensor, name: official }];
      }),
    );
    return await loadNetwork(withStatistics(state), { as: 'CorrespondenceGenerationArch', name });
  } finally {
    loaded.dispose();
  }
};

/** ImageNet's mean and standard deviation, which torchvision's files do not hold. */
const withStatistics = (state: StateDict): StateDict => {
  const shape = [1, 3, 1, 1];
  for (const [name, values] of [
    ['vgg.mean', [0.485, 0.456, 0.406]],
    ['vgg.std', [0.229, 0.224, 0.225]],
  ] as const) {
    if (!state.has(name)) state.set(name, { name, dtype: 'F32', shape, data: Float32Array.from(values) });
  }
  return state;
};

/** Loads one file and says which part it is. */
const loadPart = async (
  source: NetworkSource,
  name: string | undefined,
  work: LongWork,
): Promise<readonly [ReferencePart, LoadedNetwork]> => {
  const loaded = await loadNetwork(source, { ...work, name });
  const part = partOf(loaded.architecture.name);
  if (!part) {
    loaded.dispose();
    const wanted = REFERENCE_PARTS.map((each) => PART_FILES[each]).join('; ');
    throw refuse(
      loaded.name,
      loaded.architecture.name,
      `one of the networks of reference-based super-resolution: ${wanted}`,
    );
  }
  return [part, part === 'vgg' ? await asCorrespondence(loaded) : loaded];
};

/** Networks in one file, each below the name of its part. */
const splitBundle = (state: StateDict): ReadonlyMap<ReferencePart, StateDict> => {
  const parts = new Map<ReferencePart, StateDict>(REFERENCE_PARTS.map((part) => [part, new Map()]));
  for (const [key, tensor] of state) {
    const dot = key.indexOf('.');
    const part = REFERENCE_PARTS.find((each) => each === key.slice(0, dot));
    const name = key.slice(dot + 1);
    if (part) parts.get(part)!.set(name, { ...tensor, name });
  }
  return parts;
};

/** Whether these are the names of a bundle: every one begins with a part, and all parts are there. */
export const isBundle = (names: Iterable<string>): boolean => {
  const found = new Set<string>();
  for (const name of names) found.add(name.slice(0, name.indexOf('.')));
  return found.size === REFERENCE_PARTS.length && REFERENCE_PARTS.every((part) => found.has(part));
};

/** Everything that was loaded, freed again when something goes wrong. */
class Collected {
  readonly #parts = new Map<ReferencePart, LoadedNetwork>();

  add([part, loaded]: readonly [ReferencePart, LoadedNetwork], slot?: ReferencePart): void {
    const other = this.#parts.get(part);
    if (slot === part || (slot === undefined && !other)) {
      this.#parts.set(part, loaded);
      return;
    }
    loaded.dispose();
    const found = loaded.architecture.name;
    if (slot) throw refuse(loaded.name, `${found}, the ${part}`, `the ${slot}: ${PART_FILES[slot]}`);
    throw new ConfigError(
      'E_CONFIG_REFERENCE_FILES',
      `RefUpscaler.load: both ${other!.name} and ${loaded.name} hold the ${part}. Give one file for each of ${REFERENCE_PARTS.join(', ')}.`,
    );
  }

  dispose(): void {
    for (const loaded of this.#parts.values()) loaded.dispose();
  }

  all(): LoadedReferenceNetworks {
    const missing = REFERENCE_PARTS.filter((part) => !this.#parts.has(part));
    if (missing.length > 0)
      throw missingFiles(
        missing,
        [...this.#parts.values()].map(({ name }) => name),
      );
    const [extractor, vgg, restoration] = REFERENCE_PARTS.map((part) => this.#parts.get(part)!);
    return {
      extractor: extractor!.network as ContrasExtractorSep,
      correspondence: vgg!.network as CorrespondenceGenerationArch,
      network: restoration!.network as ReferenceRestorationNet,
      names: { extractor: extractor!.name, vgg: vgg!.name, restoration: restoration!.name },
      architecture: restoration!.architecture.name,
    };
  }
}

const missingFiles = (missing: readonly ReferencePart[], given: readonly string[]): ConfigError =>
  new ConfigError(
    'E_CONFIG_REFERENCE_FILES',
    `RefUpscaler.load: no file for the ${missing.join(' and the ')}${given.length > 0 ? ` beside ${given.join(' and ')}` : ''}. It is ${missing.map((part) => PART_FILES[part]).join('; and ')}.`,
  );

const isFiles = (source: unknown): source is Partial<ReferenceFiles> =>
  typeof source === 'object' &&
  source !== null &&
  Object.getPrototypeOf(source) === Object.prototype &&
  REFERENCE_PARTS.some((part) => part in source);

/** Of a text in a message. */
const MOST_LETTERS = 60;

/** A bundle's own threshold. @throws CheckpointError for what is no number in 0..1. */
const thresholdOf = (name: string, metadata: Checkpoint['metadata']): number | undefined => {
  const given = metadata[MIN_CONSISTENCY_KEY];
  if (given === undefined) return undefined;
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : Number.NaN;
  if (value >= 0 && value <= 1) return value;
  throw new CheckpointError(
    'E_CHECKPOINT_METADATA',
    `${name}: ${MIN_CONSISTENCY_KEY} in its metadata is '${String(given).slice(0, MOST_LETTERS)}', expected a number in 0..1. Pack it again from the networks' own files: 'srkit convert --bundle'.`,
  );
};

/** A bundle's file, read whole; a file of a single network is a list of one. */
const openBundle = async (source: NetworkSource, { signal, onProgress }: LongWork) => {
  if (source instanceof Map) return { state: source, name: 'state_dict', minConsistency: undefined };
  const checkpoint: Checkpoint = await openCheckpoint(source, { signal });
  try {
    if (!isBundle(checkpoint.tensors.map(({ name }) => name))) return undefined;
    const named = checkpoint.metadata['name'];
    const name = typeof named === 'string' ? named : typeof source === 'string' ? source : 'bundle';
    const minConsistency = thresholdOf(name, checkpoint.metadata);
    return { state: await checkpoint.readAll({ signal, onProgress }), name, minConsistency };
  } finally {
    await checkpoint.close();
  }
};

/**
 * The three networks from three files, from a list of files in any order, or from one bundle. Each is recognised from its
 * keys.
 *
 * @throws CheckpointError naming the file that holds another network, or a bundle whose threshold is no number in 0..1;
 *   ConfigError naming what is missing or there twice.
 */
export const loadReferenceNetworks = async (
  source: Partial<ReferenceFiles> | NetworkSource | readonly NetworkSource[],
  work: LongWork = {},
): Promise<LoadedReferenceNetworks> => {
  const collected = new Collected();
  try {
    if (isFiles(source)) {
      const missing = REFERENCE_PARTS.filter((part) => source[part] === undefined);
      if (missing.length > 0) {
        throw missingFiles(
          missing,
          REFERENCE_PARTS.filter((part) => source[part] !== undefined).map((part) => `the ${part}`),
        );
      }
      for (const part of REFERENCE_PARTS) collected.add(await loadPart(source[part]!, undefined, work), part);
      return collected.all();
    }
    const list = Array.isArray(source) ? (source as readonly NetworkSource[]) : [source as NetworkSource];
    const bundle = list.length === 1 ? await openBundle(list[0]!, work) : undefined;
    if (bundle && isBundle(bundle.state.keys())) {
      for (const [part, state] of splitBundle(bundle.state)) {
        collected.add(await loadPart(state, bundle.name, work), part);
      }
      return { ...collected.all(), minConsistency: bundle.minConsistency };
    }
    for (const each of list) collected.add(await loadPart(each, undefined, work));
    return collected.all();
  } catch (error) {
    collected.dispose();
    throw error;
  }
};
