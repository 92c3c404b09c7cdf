/** What a thread of `PreparationWorkers` runs. */
import { type Answer, serveWorker } from '@srkit/jobs';
import { type Preparation, writeMultiscale, writeSubimages } from './node/prepare-picture';
import type { SubimageOptions } from './prepare/subimages';

export type PreparationMethods = {
  subimages(task: Preparation & { readonly options: SubimageOptions }): Promise<Answer<number>>;
  multiscale(task: Preparation): Promise<Answer<number>>;
};

serveWorker<PreparationMethods, null, null>(async () => ({
  facts: null,
  methods: {
    async subimages({ options, ...task }) {
      return { value: await writeSubimages(task, options) };
    },
    async multiscale(task) {
      return { value: await writeMultiscale(task) };
    },
  },
}));
