import { type TensorContainer, tidy } from '@tensorflow/tfjs-core';

/** `tidy` for results that are typed records or lists of them, which tfjs handles but does not type. */
export const tidyRecord = <T>(build: () => T): T => tidy(build as () => TensorContainer) as unknown as T;
