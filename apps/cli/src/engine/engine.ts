import type { LongWork } from '@srkit/core';
import type { Raster } from '@srkit/image';
import type { UpscaleReport, UpscaleResult, UpscalerOptions } from '@srkit/upscale';
import type { ModelFlags } from '../model/model-flags';
import type { BackendName } from '../options/choices';

/** What to compute with. Plain data, so that it can go to a worker. */
export interface EngineRequest {
  readonly backend: BackendName;
  readonly model: ModelFlags;
  readonly upscaler: UpscalerOptions;
}

export interface ModelFacts {
  readonly name: string;
  /** Files or URLs that it came from. */
  readonly sources: readonly string[];
  readonly architecture: string;
  readonly scale: number;
  readonly parameters: number;
  readonly halo: number;
}

/** What upscaling a picture of some size would take. */
export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly tiles: UpscaleReport['tiles'];
}

/** A loaded model on a started backend. One call at a time. */
export interface Engine {
  readonly model: ModelFacts;
  /** @throws ConfigError when no tile fits the memory. */
  plan(width: number, height: number): Promise<Plan>;
  upscale(picture: Raster, work: LongWork): Promise<UpscaleResult>;
  /** Frees the model and the backend. */
  close(): Promise<void>;
}
