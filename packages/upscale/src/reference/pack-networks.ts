import type { StateDict } from '@srkit/checkpoints';
import { type LongWork, refuseUnknownKeys } from '@srkit/core';
import type { NetworkSource } from '@srkit/models';
import {
  loadReferenceNetworks,
  MIN_CONSISTENCY_KEY,
  REFERENCE_PARTS,
  type ReferenceFiles,
} from './load-networks';
import { numberIn } from './ref-options';

export interface PackOptions extends LongWork {
  /** What reports call the bundle. Default: the restoration network's file. */
  readonly name?: string | undefined;
  /** The weights' licence, in their authors' words. Default: not stated. */
  readonly licence?: string | undefined;
  /**
   * Consistency below which a reference is of no use to these networks, 0..1, as it was measured: above that of pictures of
   * other things, below that of views of the same thing. Default: what a bundle said that is packed again, else none, so that `RefUpscaler` takes its own.
   */
  readonly minConsistency?: number | undefined;
}

/** A bundle, to be written by `saveSafetensors`. */
export interface PackedNetworks {
  /** Each network below the name of its part; of VGG19 what is needed. */
  readonly state: StateDict;
  /** `name`, `licence`, `minConsistency` where one is known, and of each part its network, where it came from and the SHA-256 of its tensors. */
  readonly metadata: Readonly<Record<string, string>>;
}

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 over the SHA-256 of each tensor, by name: it does not depend on the file's layout. */
const digestOf = async (state: StateDict): Promise<string> => {
  const lines: string[] = [];
  for (const name of [...state.keys()].sort()) {
    const { data } = state.get(name)!;
    const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
    lines.push(`${name} ${hexOf(await crypto.subtle.digest('SHA-256', bytes))}`);
  }
  return hexOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines.join('\n'))));
};

/**
 * Puts the three networks into one state_dict, from three files by name or in any order.
 *
 * @throws CheckpointError and ConfigError as `RefUpscaler.load`; ConfigError for a `minConsistency` outside of 0..1.
 */
export const packReferenceNetworks = async (
  source: Partial<ReferenceFiles> | readonly NetworkSource[],
  options: PackOptions = {},
): Promise<PackedNetworks> => {
  refuseUnknownKeys('packReferenceNetworks', options, [
    'name',
    'licence',
    'minConsistency',
    'signal',
    'onProgress',
  ]);
  const { name, licence, minConsistency, signal, onProgress } = options;
  if (minConsistency !== undefined) numberIn('packReferenceNetworks', 'minConsistency', minConsistency, 0, 1);
  const networks = await loadReferenceNetworks(source, { signal, onProgress });
  const threshold = minConsistency ?? networks.minConsistency;
  const parts = {
    extractor: networks.extractor,
    vgg: networks.correspondence,
    restoration: networks.network,
  };
  try {
    const state: StateDict = new Map();
    const metadata: Record<string, string> = {
      kind: 'reference-super-resolution',
      name: name ?? networks.names.restoration,
      licence: licence ?? 'not stated',
      ...(threshold !== undefined && { [MIN_CONSISTENCY_KEY]: String(threshold) }),
    };
    for (const part of REFERENCE_PARTS) {
      const own = await parts[part].stateDict();
      metadata[part] = parts[part].typeName;
      metadata[`${part}.source`] = networks.names[part];
      metadata[`${part}.sha256`] = await digestOf(own);
      for (const [key, tensor] of own) {
        const full = `${part}.${key}`;
        state.set(full, { ...tensor, name: full });
      }
    }
    return { state, metadata };
  } finally {
    for (const part of REFERENCE_PARTS) parts[part].dispose();
  }
};
