import type { LongWork } from '@srkit/core';
import type { Raster } from '@srkit/image';
import type { Answer } from '@srkit/jobs';
import type { RefPlan, RefUpscaleResult, RefUpscaler, RefUpscalerOptions } from '@srkit/upscale';
import type { BackendName } from '../options';
import type { ReferenceModelSource } from './reference-model';

/** What to compute with. Plain data, so that it can go to a worker. */
export interface RefEngineRequest {
  readonly backend: BackendName;
  readonly model: ReferenceModelSource;
  readonly upscaler: RefUpscalerOptions;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface RefPlanRequest {
  readonly picture: Size;
  readonly references: readonly Size[];
}

export interface RefUpscaleRequest {
  readonly picture: Raster;
  readonly references: readonly Raster[];
  readonly matchMap: boolean;
}

/** Loaded networks on a started backend. One call at a time. */
export interface RefEngine {
  readonly model: RefUpscaler['model'] & Pick<RefUpscaler, 'maxReferencePixels'>;
  plan(request: RefPlanRequest): Promise<RefPlan>;
  upscale(request: RefUpscaleRequest, work: LongWork): Promise<RefUpscaleResult>;
  /** Frees the networks and the backend. */
  close(): Promise<void>;
}

/** What an engine's worker can be asked. */
export type RefEngineMethods = {
  plan(request: RefPlanRequest): Promise<Answer<RefPlan>>;
  upscale(request: RefUpscaleRequest, work: LongWork): Promise<Answer<RefUpscaleResult>>;
};
