import { stat } from 'node:fs/promises';
import { DEFAULT_MODEL_NAME, RELEASED_MODELS, type ReleasedModel } from '@srkit/models';
import { usageError } from '../errors';
import { EXIT, type ExitCode } from '../exit-code';
import { cachedPath } from '../model/cache-folder';
import { releasedUrl } from '../model/released-url';
import { formatBytes } from '../terminal/format-bytes';
import { printJson, printText } from '../terminal/stdout';
import type { ModelsFlags } from './models';

/** A released model, and where it lies once it has been pulled. */
interface ListedModel extends ReleasedModel {
  readonly pulled: { readonly path: string; readonly bytes: number } | null;
}

const listed = async (model: ReleasedModel): Promise<ListedModel> => {
  const path = cachedPath(`${model.name}.pth`);
  const found = await stat(path).catch(() => undefined);
  return { ...model, url: releasedUrl(model), pulled: found ? { path, bytes: found.size } : null };
};

/** The released model of that name. @throws ConfigError when there is none. */
export const releasedModel = (name: string): ReleasedModel => {
  const wanted = name.replace(/\.pth$/i, '').toLowerCase();
  const found = RELEASED_MODELS.find((model) => model.name.toLowerCase() === wanted);
  if (found) return found;
  throw usageError(`'${name}' is not the name of a released model. srkit models list shows the names.`);
};

/** `srkit models list`. */
export const listModels = async ({ json }: ModelsFlags): Promise<ExitCode> => {
  const models = await Promise.all(RELEASED_MODELS.map(listed));
  if (json) {
    await printJson(models);
    return EXIT.ok;
  }
  const width = Math.max(...models.map(({ name }) => name.length));
  const line = (name: string, scale: string, state: string, description: string): string =>
    `${name.padEnd(width)}  ${scale.padEnd(2)}  ${state.padEnd(10)}  ${description}\n`;
  const lines = models.map(({ name, scale, architecture, pulled, description }) =>
    line(
      name,
      architecture === 'UNetDiscriminatorSN' ? '' : `x${scale}`,
      pulled ? formatBytes(pulled.bytes) : '-',
      description,
    ),
  );
  const own = line(DEFAULT_MODEL_NAME, 'x4', 'built in', 'The default: general pictures, small and quick');
  await printText(own + lines.join(''));
  return EXIT.ok;
};

/** `srkit models info`. */
export const modelInfo = async (name: string, { json }: ModelsFlags): Promise<ExitCode> => {
  const model = await listed(releasedModel(name));
  if (json) {
    await printJson(model);
    return EXIT.ok;
  }
  const config = Object.entries(model.config)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  const { pulled, denoisePartner, sha256Prefix } = model;
  const lines = [
    `${model.name}: ${model.description}`,
    `architecture  ${model.architecture} (${config})`,
    `scale         x${model.scale}`,
    `key           ${model.key}`,
    `url           ${model.url}`,
    ...(sha256Prefix ? [`SHA-256       begins with ${sha256Prefix}`] : []),
    ...(denoisePartner ? [`denoise       interpolates with ${denoisePartner}`] : []),
    `on disk       ${pulled ? `${pulled.path} (${formatBytes(pulled.bytes)})` : `no; srkit models pull ${model.name}`}`,
  ];
  await printText(`${lines.join('\n')}\n`);
  return EXIT.ok;
};
