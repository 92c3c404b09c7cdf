import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { bitmapOf } from '../../engine/engine';
import { text } from '../../text/text';
import type { QueueItem, UpscaleQueue } from './upscale-queue';

const THUMBNAIL = 96;

/** A small picture of a file, which the browser makes. */
const Thumbnail = ({ file }: { readonly file: File }): JSX.Element => {
  const [url, setUrl] = useState('');
  useEffect(() => {
    let made = '';
    let gone = false;
    const make = async (): Promise<void> => {
      const bitmap = await bitmapOf(file, { resizeWidth: THUMBNAIL, resizeQuality: 'medium' });
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
      bitmap.close();
      made = URL.createObjectURL(await canvas.convertToBlob());
      if (gone) URL.revokeObjectURL(made);
      else setUrl(made);
    };
    make().catch(() => undefined);
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [file]);
  return url ? <img src={url} alt="" /> : <span class="blank" />;
};

interface ListProps {
  readonly queue: UpscaleQueue;
  readonly onAgain: (item: QueueItem) => void;
}

/** The pictures, how far each is, and what can be done with it. */
export const QueueList = ({ queue, onAgain }: ListProps): JSX.Element => (
  <ul class="queue" aria-label={text.upscale.queue}>
    {queue.items.map((item) => (
      <li key={item.id} class={item === queue.selected ? 'chosen' : ''} data-state={item.state}>
        <button
          type="button"
          class="plain"
          aria-current={item === queue.selected ? 'true' : undefined}
          onClick={() => void queue.select(item)}
        >
          <Thumbnail file={item.file} />
          <span class="name">{item.file.name}</span>
          <span class="quiet">
            {item.state === 'working' ? `${Math.floor(item.part * 100)} %` : text.upscale.status[item.state]}
          </span>
        </button>
        {item.state === 'working' || item.state === 'waiting' ? (
          <button
            type="button"
            aria-label={`${text.upscale.stop}: ${item.file.name}`}
            onClick={() => queue.stop(item)}
          >
            {text.upscale.stop}
          </button>
        ) : (
          <>
            {item.state !== 'done' && (
              <button
                type="button"
                aria-label={`${text.upscale.retry}: ${item.file.name}`}
                onClick={() => onAgain(item)}
              >
                {text.upscale.retry}
              </button>
            )}
            <button
              type="button"
              aria-label={`${text.upscale.remove}: ${item.file.name}`}
              onClick={() => queue.remove(item)}
            >
              ✕
            </button>
          </>
        )}
      </li>
    ))}
  </ul>
);
