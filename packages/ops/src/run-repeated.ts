import type { Computed, Repeated } from './repeated';
import { deviceFacts } from './tfjs-4.22/kernels-and-devices';
import { isRecordingGradients } from './tfjs-4.22/recording';

/**
 * Whether the current backend is faster when it is told that a computation comes again, for one that holds so many bytes at
 * once.
 */
export const canRepeat = (bytes: number): boolean => {
  const { repeat, derived } = deviceFacts();
  return repeat !== undefined && bytes <= (derived?.budgetBytes ?? 0) && !isRecordingGradients();
};

/**
 * Runs a computation. On a backend that can (`@srkit/backend-webgpu`), the first time is written down, and later ones with
 * the same owner, key and weights do the same on the device without running `compute`: the same numbers, bit for bit.
 */
export const runRepeated = <Note>(repeated: Repeated<Note>): Computed<Note> => {
  const facts = deviceFacts();
  return facts.repeat && !isRecordingGradients() ? facts.repeat(repeated) : repeated.compute();
};
