import type { Progress } from '@srkit/core';
import type { Raster } from '@srkit/image';
import type { UpscaleResult } from '@srkit/upscale';
import type { ModelFacts, Plan } from './engine';
import type { PlainError } from './plain-error';

/** From the program to the worker; one at a time. */
export type Call =
  | { readonly kind: 'plan'; readonly width: number; readonly height: number }
  | { readonly kind: 'upscale'; readonly picture: Raster };

/** From the worker to the program. `value` answers the start (`ModelFacts`) or the last call. */
export type Reply =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'value'; readonly value: ModelFacts | Plan | UpscaleResult }
  | { readonly kind: 'error'; readonly error: PlainError };
