import '@srkit/backend-wasm';
import { decodeImage, encodeImage } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';

/** sharp and threads need Node. In next.config: `serverExternalPackages: ['@srkit/models', '@srkit/image', 'sharp']`. */
export const runtime = 'nodejs';

/** More than this is not read. */
const MAX_BYTES = 10_000_000;

let upscaler;
/** Loaded with the first request, kept for all others. */
const open = async () => {
  await tf.setBackend('srkit-wasm');
  return new Upscaler(await loadModel(defaultModelUrl()));
};

/** `curl --data-binary @photo.jpg https://.../api/upscale > photo_x4.png` */
export const POST = async (request) => {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > MAX_BYTES) return Response.json({ error: 'The picture is too large.' }, { status: 413 });
  try {
    upscaler ??= open();
    const picture = await decodeImage(bytes, { maxPixels: 4_000_000 });
    const { image } = await (await upscaler).upscale(picture, { signal: request.signal });
    const png = await encodeImage(image, { format: 'png' });
    return new Response(png, { headers: { 'Content-Type': 'image/png' } });
  } catch (error) {
    return Response.json({ error: error.message, code: error.code }, { status: 400 });
  }
};
