/** LMR built from a reconstruction (MRefSR, section 3.1). */
export { buildLmrScene } from './build-scene';
export { readColmap } from './colmap/read-colmap';
export { megaDepthScenes } from './find-scenes';
export { groupLines, patchFiles, testFiles, trainTable } from './lmr-tables';
export { LmrWorkers } from './lmr-workers';
export { buildMatchedScene } from './matching/build-matched-scene';
export { handMadeFeatures } from './matching/local-features';
export { DUPLICATE_PSNR, photoPsnr } from './near-duplicates';
export { keypointNear, keypointOfPoint } from './nearby-keypoints';
export { readPhoto } from './photo';
export { PhotoRelations } from './photo-relations';
export { addStatistics } from './scene-statistics';
export { similarityClass, THRESHOLDS } from './similarity-class';
export { patchOf } from './write-pictures';
