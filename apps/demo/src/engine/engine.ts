import { openWorker, WorkerPool, type WorkInParts } from '@srkit/jobs';
import type { Piece, Rectangle } from './bitmaps';
import engineUrl from './engine-worker?worker&url';
import pictureUrl from './picture-worker?worker&url';
import type { EngineMethods, EngineStart, NamedPng, PictureMethods } from './protocol';

const remedy = 'Take a smaller picture, or another backend.';

type Input<K extends keyof EngineMethods> = Parameters<EngineMethods[K]>[0];
type Output<K extends keyof EngineMethods> = Awaited<ReturnType<EngineMethods[K]>>['value'];

let used = false;

/** Whether anything was asked for but what computes: from then on opening the page again would lose something. */
export const wasUsed = (): boolean => used;

/** A worker that computes, opened when it is first needed and again when it was ended or has died. */
export class Engine {
  readonly #pool: WorkerPool<EngineMethods, null>;
  #start: EngineStart;

  constructor(start: EngineStart) {
    this.#start = start;
    this.#pool = new WorkerPool<EngineMethods, null>({
      size: 1,
      open: () => openWorker(new URL(engineUrl, document.baseURI), this.#start, { remedy }),
    });
  }

  /** One call at a time; those that come meanwhile wait. Aborting ends the worker, and the next call opens another. */
  async call<K extends keyof EngineMethods & string>(
    method: K,
    input: Input<K>,
    work?: WorkInParts,
  ): Promise<Output<K>> {
    used ||= method !== 'facts';
    return (await this.#pool.call(method, input, work)) as Output<K>;
  }

  /** Workers that are opened from now on take the CPU. */
  leaveDeviceAlone(): void {
    this.#start = { ...this.#start, afterFailure: 'leave-alone' };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

const pictures = new WorkerPool<PictureMethods, null>({
  size: 1,
  open: () => openWorker(new URL(pictureUrl, document.baseURI), null, { remedy }),
});

/** Formats that this browser writes. */
export const writableFormats = (): Promise<string[]> => pictures.call('formats', null);

/** Pixels from which on a picture is not decoded to be shown: some kB of a hostile file may be gigabytes of them. */
const MAX_DECODED_PIXELS = 2 ** 27;

/** A picture from a file, as the page shows it. @throws where it is none, or too large to be shown. */
export const bitmapOf = async (file: Blob, options: ImageBitmapOptions = {}): Promise<ImageBitmap> => {
  if ((await pictures.call('pixels', file)) > MAX_DECODED_PIXELS) throw new Error('too large to be shown');
  return createImageBitmap(file, options);
};

const ids = new WeakMap<Blob, number>();
let lastId = 0;

/** A worker is sent a copy each time, so a number tells it which file that is. */
export const idOf = (file: Blob): number => {
  const id = ids.get(file) ?? ++lastId;
  ids.set(file, id);
  return id;
};

const named = (png: Blob): NamedPng => ({ png, id: idOf(png) });

/** Writes a PNG in another format. `quality` is 1..100. */
export const encodePicture = (png: Blob, format: string, quality: number): Promise<Blob> =>
  format === 'png' ? Promise.resolve(png) : pictures.call('encode', { ...named(png), format, quality });

/** All of a large picture, with fewer pixels. */
export const overviewOf = (png: Blob): Promise<readonly Piece[]> => pictures.call('overview', named(png));

/** A part of a picture with all of its pixels. */
export const partOf = (png: Blob, area: Rectangle): Promise<ImageBitmap> =>
  pictures.call('part', { ...named(png), area });

/** Lets go the pixels of the picture that was last looked at closely. */
export const pictureDone = (): void => void pictures.call('forget', null).catch(() => undefined);
