import type { CufedDescription, DegradedDescription } from '@srkit/datasets';

/** A picture as it leaves a page. */
export interface Told {
  readonly width: number;
  readonly height: number;
  readonly samples: number[];
}

/** What `tests/fixtures/dataset-page` can do. */
export interface DatasetInPage {
  /** Writes a file into the page's own folder. */
  put(name: string, bytes: number[]): Promise<void>;
  /** The first batch of a set in the files that were picked, or in the page's own folder. */
  take(
    where: 'files' | 'handle',
    description: Omit<CufedDescription, 'root'> | Omit<DegradedDescription, 'root'>,
    options: { readonly batchSize: number; readonly seed: number },
  ): Promise<{ readonly name: string; readonly pictures: Told[] }[]>;
}
