/** What a thread of `LmrWorkers` runs. */
import { join } from 'node:path';
import type { LongWork } from '@srkit/core';
import { type Answer, serveWorker } from '@srkit/jobs';
import { type BuiltScene, buildLmrScene } from './build-scene';
import type { LmrScene } from './find-scenes';
import type { LmrOptions } from './lmr-options';
import { buildMatchedScene } from './matching/build-matched-scene';
import { writePatches, writeTestGroup } from './write-pictures';

/** A scene, and what is written of it beside its groups. */
export interface SceneTask {
  readonly scene: LmrScene;
  /** Whether the photos are matched with each other, and the scene's `sparse` is not read. */
  readonly matching: boolean;
  readonly options: LmrOptions;
  /** Folder of the data set. */
  readonly output: string;
  /** Whether training patches are written as well. */
  readonly patches: boolean;
}

export type LmrMethods = {
  build(task: SceneTask, work: LongWork): Promise<Answer<BuiltScene>>;
};

serveWorker<LmrMethods, null, null>(async () => ({
  facts: null,
  methods: {
    async build({ scene, matching, options, output, patches }, work) {
      const value = await (matching ? buildMatchedScene : buildLmrScene)(scene, options, work);
      for (const group of value.groups) {
        if (group.set === 'test') await writeTestGroup(join(output, 'test'), scene, group);
        else if (patches) await writePatches(join(output, 'patches'), scene, group);
      }
      return { value };
    },
  },
}));
