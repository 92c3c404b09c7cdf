import type { BackendChoice } from '../backend/choose-backend';
import type { ModelFacts } from '../engine/engine';
import { toPlainError } from '../engine/plain-error';
import type { FileResult, Summary } from './file-result';
import type { PlannedFile } from './plan-job';

/** A result as plain data, its error as name, code and message. */
export const withPlainError = <T extends { readonly status: string }>(file: T): unknown => {
  if (!('error' in file)) return file;
  const { name, code, message } = toPlainError(file.error);
  return { ...file, error: { name, code, message } };
};

export interface JobFacts {
  readonly model: ModelFacts;
  readonly choice: BackendChoice;
  readonly results: readonly FileResult[];
  readonly summary: Summary;
  readonly seconds: number;
  readonly interrupted: boolean;
}

/** The document that `srkit upscale --json` prints. */
export const jobReport = ({ model, choice, results, summary, seconds, interrupted }: JobFacts): unknown => ({
  model,
  backend: choice,
  files: results.map(withPlainError),
  summary: { ...summary, seconds },
  interrupted,
});

/** The document that `srkit upscale --dry-run --json` prints. */
export const planReport = (
  model: ModelFacts,
  choice: BackendChoice,
  planned: readonly PlannedFile[],
): unknown => ({ model, backend: choice, files: planned.map(withPlainError) });
