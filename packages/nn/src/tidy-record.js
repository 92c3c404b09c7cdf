import { tidy } from '@tensorflow/tfjs-core';
/** `tidy` for results that are typed records or lists of them, which tfjs handles but does not type. */
export const tidyRecord = (build) => tidy(build);
