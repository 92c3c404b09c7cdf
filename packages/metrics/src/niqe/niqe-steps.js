/** The steps of NIQE, for those who look inside: the plane it sees, and the features of its blocks. */
export { readSamples } from '../picture';
export { defaultNaturalModel } from './default-natural-model';
export { niqeFeatures, niqePlane } from './niqe';
