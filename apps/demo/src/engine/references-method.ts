import { decodeImage, type Raster } from '@srkit/image';
import { REFERENCE_MODEL } from '@srkit/models';
import { RefUpscaler, type TrustMap, trustMap } from '@srkit/upscale';
import { pngBlob } from './png-blob';
import type { EngineMethods } from './protocol';

/** Who looks at the page has no option for damaged pictures. */
const WHOLE = { offerTolerant: false } as const;

let held: { readonly key: string; readonly upscaler: RefUpscaler } | undefined;

const upscalerFor = async (
  files: readonly { readonly name: string; readonly file: File }[],
): Promise<RefUpscaler> => {
  // A checkpoint that was trained on has its former name and size.
  const key = files.map(({ name, file }) => `${name} ${file.size} ${file.lastModified}`).join('\n');
  if (held?.key === key) return held.upscaler;
  held?.upscaler.dispose();
  held = undefined;
  const given = files.map(({ file }) => file);
  const [first, ...others] = given;
  const upscaler = await RefUpscaler.load(others.length > 0 ? given : (first ?? REFERENCE_MODEL.url()));
  held = { key, upscaler };
  return upscaler;
};

/** White levels of disagreement that are shown as full red. */
const FULL = 0.1;

/** A trust map as a picture: transparent where results agree, red where they do not. */
const trustPicture = ({ width, height, disagreement }: TrustMap): Raster => {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < disagreement.length; i++) {
    data.set([220, 40, 30, Math.min(230, Math.round((230 * disagreement[i]!) / FULL))], 4 * i);
  }
  return { width, height, channels: 4, data };
};

/** Enlarges a picture with references. */
export const references: EngineMethods['references'] = async (
  { files, picture, references: given, trust },
  { onProgress },
) => {
  const upscaler = await upscalerFor(files);
  const raster = await decodeImage(picture, WHOLE);
  const refs = await Promise.all(given.map((each) => decodeImage(each, WHOLE)));
  const part = trust ? 1 / 4 : 1;
  const told = (offset: number, share: number) => ({
    onProgress: ({ done, total, unit }: { done: number; total: number; unit: string }): void =>
      onProgress?.({ done: (offset + (share * done) / Math.max(1, total)) * 1000, total: 1000, unit }),
  });
  const { image, report, matchMap } = await upscaler.upscale(raster, refs, {
    matchMap: true,
    ...told(0, part),
  });
  const found = trust
    ? await trustMap(
        raster,
        image,
        async (turned, form, work) => (await upscaler.upscale(turned, refs.map(form), work)).image,
        told(part, 1 - part),
      )
    : undefined;
  return {
    value: {
      png: await pngBlob(image),
      report,
      map: matchMap!,
      trust: found && { png: await pngBlob(trustPicture(found)), summary: found.summary },
    },
  };
};
