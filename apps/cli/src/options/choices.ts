import type { PRESETS } from '@srkit/degradation';
import type { ImageFormat } from '@srkit/image';

/**
 * Every backend, in the order in which `srkit doctor` tries them. `wasm` is `@srkit/backend-wasm`, which tfjs knows as
 * `srkit-wasm`; `tfjs-wasm` is the one that tfjs knows as `wasm`.
 */
export const BACKEND_NAMES = ['webgpu', 'wasm', 'tfjs-wasm', 'cpu'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** Every format that is written. */
export const FORMATS = ['png', 'jpeg', 'webp', 'avif', 'tiff'] as const satisfies readonly ImageFormat[];

/** `auto` is the input's own format. */
export type FormatOption = ImageFormat | 'auto';

/** Degradations by name; those of `@srkit/degradation`, which is loaded only when there is work. */
export const PRESET_NAMES = [
  'realesrgan-x4plus',
  'realesrgan-x2plus',
  'realesrnet-x4plus',
  'realesrnet-x2plus',
  'x4plus',
  'x2plus',
  'bsrgan',
] as const satisfies readonly (keyof typeof PRESETS)[];

export type PresetName = (typeof PRESET_NAMES)[number];
