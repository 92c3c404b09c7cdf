/** LMR built from a reconstruction (MRefSR, section 3.1). */

export { type BuiltScene, buildLmrScene } from './build-scene';
export type { PinholeCamera } from './colmap/camera-models';
export type { ColmapImage, ColmapLosses, ColmapModel } from './colmap/colmap-model';
export type { ReadColmapOptions } from './colmap/model-builder';
export { readColmap } from './colmap/read-colmap';
export { type LmrScene, megaDepthScenes } from './find-scenes';
export type { Centre, LmrGroup, LmrRelation, LmrTestGroup, LmrTrainGroup } from './lmr-group';
export type { LmrOptions } from './lmr-options';
export { groupLines, patchFiles, type TestFiles, testFiles, trainTable } from './lmr-tables';
export type { SceneTask } from './lmr-worker';
export { LmrWorkers } from './lmr-workers';
export { buildMatchedScene } from './matching/build-matched-scene';
export { type FeatureExtractor, handMadeFeatures, type LocalFeatures } from './matching/local-features';
export { DUPLICATE_PSNR, photoPsnr } from './near-duplicates';
export { type Keypoint, keypointNear, keypointOfPoint } from './nearby-keypoints';
export { readPhoto } from './photo';
export { PhotoRelations, type PhotoRow, type ScaleRatioKind } from './photo-relations';
export { addStatistics, type Histogram, type LmrStatistics } from './scene-statistics';
export { type SimilarityClass, similarityClass, THRESHOLDS } from './similarity-class';
export { patchOf } from './write-pictures';
