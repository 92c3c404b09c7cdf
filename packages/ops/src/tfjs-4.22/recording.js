import { engine } from '@tensorflow/tfjs-core';
/** Whether gradients are recorded: `gradientDepth` of the engine's state in tfjs-core 4.22.0, which says it nowhere else. */
export const isRecordingGradients = () => engine().state.gradientDepth > 0;
