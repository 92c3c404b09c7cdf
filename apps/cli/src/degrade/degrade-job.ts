import type { Degrader } from '../engine/degrader';
import type { Input } from '../job/expand-inputs';
import type { DegradeFlags } from '../options/degrade-flags';
import type { Reporter } from '../terminal/reporter';
import type { SampleFiles } from './name-results';
import type { RecipeSource } from './recipe-source';

/** What every picture of a job shares. */
export interface DegradeJob {
  readonly flags: DegradeFlags;
  readonly inputs: readonly Input[];
  readonly source: RecipeSource;
  readonly degrader: Degrader;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** What was made of one picture. */
export interface DegradedFile {
  /** Size that was degraded, after cutting. */
  readonly width: number;
  readonly height: number;
  readonly samples: readonly ({ readonly seed: number } & Partial<SampleFiles>)[];
  /** The contact sheet. */
  readonly sheet?: string;
}

/** What became of one picture. */
export type DegradeResult = { readonly input: string } & (
  | (DegradedFile & { readonly status: 'done'; readonly seconds: number })
  | { readonly status: 'failed'; readonly error: unknown }
);
