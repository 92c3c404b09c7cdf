import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where pulled models lie: `SRKIT_CACHE`, else the platform's cache folder for srkit. */
export const cacheFolder = (): string =>
  process.env['SRKIT_CACHE'] ? resolve(process.env['SRKIT_CACHE']) : envPaths('srkit', { suffix: '' }).cache;

/** Path of a pulled checkpoint, whether it is there or not. */
export const cachedPath = (fileName: string, folder = cacheFolder()): string => join(folder, fileName);
