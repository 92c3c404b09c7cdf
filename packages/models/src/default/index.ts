import { WEIGHTS } from '../generated/default-weights';

/**
 * The bytes of the model inside this package, `assets/srkit-photo-x4.safetensors`, as a part of this module: for
 * bundlers that take no files along. Where they do, `defaultModelUrl` of `@srkit/models` costs the bundle nothing.
 *
 * ```ts
 * const model = await loadModel(defaultModelBytes(), { name: DEFAULT_MODEL_NAME });
 * ```
 */
export const defaultModelBytes = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(WEIGHTS), (character) => character.charCodeAt(0));
