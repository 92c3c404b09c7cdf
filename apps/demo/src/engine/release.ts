import type { Raster } from '@srkit/image';

/** Of browsers since 2023 or 2024. */
interface Transferable {
  transfer?(length: number): ArrayBuffer;
}

/** Gives a picture's memory back at once: a worker that rests may keep for minutes what nobody needs any more. */
export const release = ({ data }: Pick<Raster, 'data'>): void => {
  // What is part of something larger is not only the picture's; what was given back before has no bytes.
  const { byteLength } = data;
  if (byteLength > 0 && byteLength === data.buffer.byteLength) (data.buffer as Transferable).transfer?.(0);
};
