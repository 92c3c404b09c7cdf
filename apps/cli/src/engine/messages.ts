import type { Progress } from '@srkit/core';
import type { DegradationRecipe } from '@srkit/degradation';
import type { Raster } from '@srkit/image';
import type { UpscaleResult } from '@srkit/upscale';
import type { BackendName } from '../options/choices';
import type { DegradedPair } from './degrader';
import type { EngineRequest, ModelFacts, Plan } from './engine';
import type { PlainError } from './plain-error';

/** What a worker is started for. */
export type WorkerRequest =
  | { readonly kind: 'upscale'; readonly request: EngineRequest }
  | { readonly kind: 'degrade'; readonly backend: BackendName };

/** From the program to a worker that upscales; one at a time. */
export type UpscaleCall =
  | { readonly kind: 'plan'; readonly width: number; readonly height: number }
  | { readonly kind: 'upscale'; readonly picture: Raster };

/** From the program to a worker that degrades; one at a time. */
export interface DegradeCall {
  readonly picture: Raster;
  readonly recipe: DegradationRecipe;
}

/** From a worker to the program. `value` answers the start (`ModelFacts`, or null) or the last call. */
export type Reply =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'value'; readonly value: ModelFacts | Plan | UpscaleResult | DegradedPair | null }
  | { readonly kind: 'error'; readonly error: PlainError };
