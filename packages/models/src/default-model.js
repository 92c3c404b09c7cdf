/** Name of the model that ships inside this package. */
export const DEFAULT_MODEL_NAME = 'srkit-compact-x4';
/**
 * Where the model inside this package lies: a `file:` URL in Node, an asset URL in a bundled page. Its card is
 * `assets/MODEL_CARD.md`.
 */
export const defaultModelUrl = () => new URL('../assets/srkit-compact-x4.safetensors', import.meta.url);
