import type { LongWork } from '@srkit/core';
import type { Raster } from '@srkit/image';
import type { Answer } from '@srkit/jobs';
import type { UpscaleReport, UpscaleResult, UpscalerOptions } from '@srkit/upscale';
import type { ModelFlags } from '../model/resolve-model';
import type { BackendName } from '../options';

/** What to compute with. Plain data, so that it can go to a worker. */
export interface EngineRequest {
  readonly backend: BackendName;
  readonly model: ModelFlags;
  readonly upscaler: UpscalerOptions & { readonly memoryBudget: number };
  /** Whether blended tiles are taken where exact ones do not fit the memory. */
  readonly mayBlend: boolean;
}

export interface ModelFacts {
  readonly name: string;
  /** Files or URLs that it came from. */
  readonly sources: readonly string[];
  readonly architecture: string;
  readonly scale: number;
  readonly parameters: number;
  /** For each pixel of the input. */
  readonly multiplyAdds: number;
  readonly halo: number;
}

/** What upscaling a picture of some size would take. */
export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly tiles: UpscaleReport['tiles'];
  /** Whether exact tiles were wished for and do not fit. */
  readonly blended: boolean;
  /** Where tiles are not exact: what exact bands would compute, over the picture in one piece; null: they do not fit. */
  readonly exactOverhead?: number | null;
}

/** A file for the finished bands of a picture. */
export interface KeptParts {
  readonly path: string;
  /** Names picture, model and options. */
  readonly key: string;
  /**
   * Up to which budget in bytes that of an earlier run is taken, whose bands are cut for it; 0: the engine's own was asked
   * for.
   */
  readonly mostMemory: number;
}

/** A loaded model on a started backend. One call at a time. */
export interface Engine {
  readonly model: ModelFacts;
  /** @throws ConfigError when no tile fits the memory. */
  plan(width: number, height: number): Promise<Plan>;
  /** @param parts Where to keep what is done, and to go on from. */
  upscale(picture: Raster, work: LongWork, parts?: KeptParts): Promise<UpscaleResult>;
  /** Frees the model and the backend; may be called again. */
  close(): Promise<void>;
}

/** What an engine's worker can be asked. */
export type UpscaleMethods = {
  plan(size: { readonly width: number; readonly height: number }): Promise<Answer<Plan>>;
  upscale(
    input: { readonly picture: Raster; readonly parts?: KeptParts | undefined },
    work: LongWork,
  ): Promise<Answer<UpscaleResult>>;
};
