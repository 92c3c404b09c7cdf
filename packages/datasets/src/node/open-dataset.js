import { datasetOpener } from '../open-dataset';
import { openStore } from './open-store';
/**
 * Opens a set by its description. Pictures are read when they are asked for. The samples of `degraded` are computed on
 * tfjs's current backend.
 *
 * @throws ConfigError `E_CONFIG_DATASET` for a description that cannot be; DatasetError when files are missing.
 */
export const openDataset = datasetOpener(openStore);
