/** Name of the model that is taken where none is named. */
export const DEFAULT_MODEL_NAME = 'srkit-photo-x4';

/**
 * Where the default model lies inside this package: a `file:` URL in Node, an asset URL in a bundled page. Its card is
 * `assets/srkit-photo-x4.md`.
 */
export const defaultModelUrl = (): URL => new URL('../assets/srkit-photo-x4.safetensors', import.meta.url);
