import type { ImageFormat } from '@srkit/image';

/** Every backend, in the order in which `srkit doctor` tries them. */
export const BACKEND_NAMES = ['webgpu', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** Every format that is written. */
export const FORMATS = ['png', 'jpeg', 'webp', 'avif', 'tiff'] as const satisfies readonly ImageFormat[];

/** `auto` is the input's own format. */
export type FormatOption = ImageFormat | 'auto';
