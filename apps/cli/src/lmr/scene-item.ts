import type { BuiltScene, LmrOptions, LmrScene } from '@srkit/datasets/lmr';
import { jobIdentity } from '@srkit/jobs';
import { counted, type PictureItem } from '../job/run-picture-job';
import { sceneFile } from './lmr-output';

/** A scene to build. */
export type SceneItem = PictureItem & { readonly scene: LmrScene };

export const sceneItem = (scene: LmrScene, output: string): SceneItem => ({
  scene,
  input: { path: scene.name, file: scene.sparse, below: '', found: true },
  inputs: [scene.sparse],
  outputs: [sceneFile(output, scene)],
  size: 1,
});

/** Names a job of scenes: the same for the command and for a queue, so that each finds what the other has done. */
export const lmrJob = (options: LmrOptions, patches: boolean, matching: boolean): Promise<string> =>
  jobIdentity(['build-lmr', options, patches, matching], []);

/** The line that follows a finished scene. */
export const sceneLine = ({ scene }: SceneItem, { statistics }: BuiltScene, seconds: number): string => {
  const { photos, pairs, groups, leftOut } = statistics;
  const out = leftOut.photos + leftOut.depth;
  const without = out > 0 ? ` (${out} left out)` : '';
  return `${scene.name}: ${counted(photos, 'photo')}${without}, pairs H ${pairs.H} M ${pairs.M} L ${pairs.L}, ${counted(groups.train, 'training group')}, ${counted(groups.test, 'test group')} | ${seconds.toFixed(1)} s`;
};
