import { isDiskFailure } from '../exit-code';

/** Whether the next picture would fail for the same reason. */
export const endsJob = (error: unknown): boolean =>
  isDiskFailure(error) || (error instanceof Error && 'code' in error && error.code === 'E_DEVICE_LOST');
