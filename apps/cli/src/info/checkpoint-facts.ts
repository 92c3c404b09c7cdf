import { openCheckpoint } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { type Architecture, isGenerator, recogniseNetwork, scaleOf as scaleOfGenerator } from '@srkit/models';
import { isBundle, REFERENCE_PARTS, type ReferencePart } from '@srkit/upscale';
import { formatBytes } from '../terminal/progress-bar';

export interface CheckpointRequest {
  readonly key: string | undefined;
  readonly listTensors: boolean;
  readonly signal: AbortSignal;
}

interface NetworkFacts {
  readonly name: string;
  readonly scale: number;
  readonly config: Architecture['config'];
}

/** What a checkpoint holds. Plain data. */
export interface CheckpointFacts {
  readonly kind: 'checkpoint';
  readonly file: string;
  readonly format: string;
  readonly bytes: number;
  readonly keys: readonly string[];
  readonly selected: string | null;
  /** null for a network that is not known; `note` then says what was found. */
  readonly architecture: NetworkFacts | null;
  readonly note: string | undefined;
  /** The networks of a bundle for references; null for a file of one network. */
  readonly parts: Readonly<Record<ReferencePart, NetworkFacts | null>> | null;
  readonly tensors: {
    readonly count: number;
    readonly parameters: number;
    /** Tensors of each element type. */
    readonly dtypes: Readonly<Record<string, number>>;
    readonly list:
      | readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[] }[]
      | undefined;
  };
  /** The strings of a safetensors header. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
}

/** Names of the networks that enlarge with the help of references, all by 4. */
const REFERENCE_NETWORKS: readonly string[] = ['RestorationNet', 'MRAPARestorationNet'];
const REFERENCE_SCALE = 4;

/** The scale of a recognised network, which each paper's config calls by a name of its own; 1 for what does not enlarge. */
export const scaleOf = (architecture: Architecture): number => {
  if (isGenerator(architecture)) return scaleOfGenerator(architecture);
  return REFERENCE_NETWORKS.includes(architecture.name) ? REFERENCE_SCALE : 1;
};

type Listing = readonly { readonly name: string; readonly shape: readonly number[] }[];

const recognise = (tensors: Listing): Pick<CheckpointFacts, 'architecture' | 'note'> => {
  try {
    const architecture = recogniseNetwork(new Map(tensors.map((tensor) => [tensor.name, tensor])));
    const { name, config } = architecture;
    return { architecture: { name, scale: scaleOf(architecture), config }, note: undefined };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return { architecture: null, note: error.message };
  }
};

/** What a file holds: one network, or those of a bundle, each below the name of its part. */
const contentOf = (tensors: Listing): Pick<CheckpointFacts, 'architecture' | 'note' | 'parts'> => {
  if (!isBundle(tensors.map(({ name }) => name))) return { ...recognise(tensors), parts: null };
  const found = REFERENCE_PARTS.map((part) => {
    const own = tensors.filter(({ name }) => name.startsWith(`${part}.`));
    return [
      part,
      recognise(own.map(({ name, shape }) => ({ name: name.slice(part.length + 1), shape }))),
    ] as const;
  });
  return {
    architecture: null,
    note: found.map(([, { note }]) => note).find((note) => note !== undefined),
    parts: Object.fromEntries(found.map(([part, { architecture }]) => [part, architecture])) as Record<
      ReferencePart,
      NetworkFacts | null
    >,
  };
};

/** Reads a checkpoint's listing; the tensors themselves stay where they are. */
export const checkpointFacts = async (
  file: string,
  { key, listTensors, signal }: CheckpointRequest,
): Promise<CheckpointFacts> => {
  const checkpoint = await openCheckpoint(file, { key, signal });
  try {
    const { format, byteLength, keys, selected, tensors, metadata } = checkpoint;
    const dtypes: Record<string, number> = {};
    let parameters = 0;
    for (const { dtype, shape } of tensors) {
      dtypes[dtype] = (dtypes[dtype] ?? 0) + 1;
      parameters += shape.reduce((product, side) => product * side, 1);
    }
    return {
      kind: 'checkpoint',
      file,
      format,
      bytes: byteLength,
      keys,
      selected,
      ...contentOf(tensors),
      tensors: { count: tensors.length, parameters, dtypes, list: listTensors ? tensors : undefined },
      // PyTorch files hold whole training states here, which are no description of the file.
      metadata: format === 'safetensors' ? metadata : undefined,
    };
  } finally {
    await checkpoint.close();
  }
};

const listed = (record: object): string =>
  Object.entries(record)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

const networkLine = ({ name, scale, config }: NetworkFacts): string =>
  `${name} x${scale} (${listed(config)})`;

/** What is in the file, in a line, or in one for each network of a bundle. */
const contentLines = ({ architecture, note, parts }: CheckpointFacts): string[] => {
  if (!parts) {
    return [`architecture  ${architecture ? networkLine(architecture) : `not known. ${note}`}`];
  }
  return [
    'bundle        all networks that srkit ref-upscale needs',
    ...REFERENCE_PARTS.map((part) => {
      const network = parts[part];
      return `${part.padEnd(14)}${network ? networkLine(network) : `not known. ${note}`}`;
    }),
  ];
};

export const checkpointLines = (facts: CheckpointFacts): string[] => {
  const { file, format, bytes, keys, selected, tensors, metadata } = facts;
  return [
    `${file}: ${format} checkpoint, ${formatBytes(bytes)}`,
    `keys          ${keys.length > 0 ? keys.join(', ') : 'none'}${selected === null ? '' : ` (taken: ${selected})`}`,
    ...contentLines(facts),
    `tensors       ${tensors.count}, ${tensors.parameters.toLocaleString('en')} values (${listed(tensors.dtypes)})`,
    ...(metadata && Object.keys(metadata).length > 0 ? [`metadata      ${listed(metadata)}`] : []),
    ...(tensors.list ?? []).map(
      ({ name, dtype, shape }) => `  ${name}  ${dtype}  ${shape.join('x') || 'scalar'}`,
    ),
  ];
};
