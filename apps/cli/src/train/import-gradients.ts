import { usageError } from '../errors';

/** Loads TensorFlow.js's gradients: tfjs-core alone knows none. @throws ConfigError where they are not installed. */
export const importGradients = async (): Promise<void> => {
  await import('@tensorflow/tfjs').catch((cause: unknown) => {
    throw usageError(
      `Training needs TensorFlow.js's gradients, which are not installed: npm i @tensorflow/tfjs (${(cause as Error).message}).`,
    );
  });
};
