import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LongWork } from '@srkit/core';
import {
  checkEncodable,
  decodeImage,
  encodeImage,
  type ImageFormat,
  type ImageSource,
  keepsProfile,
  type Raster,
  writeImage,
} from '@srkit/image';
import type { UpscaleReport } from '@srkit/upscale';
import type { Engine, Plan } from '../engine/engine';
import { writeStdout } from '../terminal/stdout';
import type { JobItem } from './name-outputs';
import { STDOUT } from './output-target';
import { refuseExisting } from './refuse-existing';

export interface WriteChoice {
  readonly quality: number | undefined;
  readonly overwrite: boolean;
}

export interface UpscaledFile {
  readonly report: UpscaleReport;
  /** What became of the picture's colour profile. */
  readonly profile: 'none' | 'embedded' | 'dropped';
}

export interface FileWork extends LongWork {
  /** Called with the plan before computing starts. */
  readonly onPlan: (plan: Plan) => void;
}

const profileOf = (image: Raster, format: ImageFormat): UpscaledFile['profile'] => {
  if (image.icc === undefined) return 'none';
  return keepsProfile(image, format) ? 'embedded' : 'dropped';
};

/** One picture from its file (or its bytes, from stdin) to its result. */
export const upscaleFile = async (
  engine: Engine,
  { output, format }: JobItem,
  source: ImageSource,
  { quality, overwrite }: WriteChoice,
  { onPlan, onProgress, signal }: FileWork,
): Promise<UpscaledFile> => {
  await refuseExisting(output, overwrite);
  const picture = await decodeImage(source, { signal });
  const plan = await engine.plan(picture.width, picture.height);
  onPlan(plan);
  checkEncodable({ ...plan, channels: picture.channels }, { format, quality });
  const { image, report } = await engine.upscale(picture, { onProgress, signal });
  if (output === STDOUT) {
    await writeStdout(await encodeImage(image, { format, quality }));
    return { report, profile: profileOf(image, format) };
  }
  await mkdir(dirname(output), { recursive: true });
  const { profile } = await writeImage(output, image, { format, quality, overwrite, signal });
  return { report, profile };
};
