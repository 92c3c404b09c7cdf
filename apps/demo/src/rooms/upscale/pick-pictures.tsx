import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import sampleUrl from '../../../../../samples/harbour.png?url';
import { ChooseFiles } from '../../shell/choose-files';
import { text } from '../../text/text';

/** The sample that comes with the site, as a file. */
export const sampleFile = async (): Promise<File> => {
  const response = await fetch(sampleUrl);
  return new File([await response.blob()], 'harbour.png', { type: 'image/png' });
};

interface PickProps {
  readonly active: boolean;
  readonly onFiles: (files: File[]) => void;
  /** Whether there is nothing yet, so that the place to drop is all there is. */
  readonly empty: boolean;
  /** Of the input. */
  readonly id?: string;
}

/** Takes files that are dropped anywhere on the page or pasted, while the room is seen. */
export const useDropped = (active: boolean, onFiles: (files: File[]) => void): boolean => {
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    if (!active) return;
    const take = (list: FileList | undefined): void => {
      const files = [...(list ?? [])];
      if (files.length > 0) latest.current(files);
    };
    const on: Partial<Record<keyof WindowEventMap, (event: never) => void>> = {
      dragover: (event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      },
      dragleave: (event: DragEvent) => event.relatedTarget === null && setOver(false),
      drop: (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      },
      paste: (event: ClipboardEvent) => take(event.clipboardData?.files),
    };
    for (const [name, listener] of Object.entries(on)) addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(on)) removeEventListener(name, listener as EventListener);
    };
  }, [active]);
  return over;
};

/** A picture from the camera, in a dialog. */
const Camera = ({ onFile }: { readonly onFile: (file: File) => void }): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState('');
  const stop = (): void => {
    for (const track of (video.current?.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
  };
  const open = async (): Promise<void> => {
    setProblem('');
    dialog.current!.showModal();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      video.current!.srcObject = stream;
      if (!dialog.current!.open) stop();
    } catch (error) {
      setProblem(`${text.pictures.noCamera}: ${error instanceof Error ? error.message : error}`);
    }
  };
  const take = async (): Promise<void> => {
    const { videoWidth, videoHeight } = video.current!;
    const canvas = new OffscreenCanvas(videoWidth, videoHeight);
    canvas.getContext('2d')!.drawImage(video.current!, 0, 0);
    const blob = await canvas.convertToBlob();
    dialog.current!.close();
    onFile(new File([blob], `camera-${Date.now()}.png`, { type: 'image/png' }));
  };
  return (
    <>
      <button type="button" onClick={open}>
        {text.pictures.camera}
      </button>
      <dialog ref={dialog} onClose={stop} aria-label={text.pictures.camera}>
        {problem ? <p role="alert">{problem}</p> : <video ref={video} autoplay muted playsInline />}
        <form method="dialog" class="row">
          {!problem && (
            <button type="button" class="primary" onClick={take}>
              {text.pictures.take}
            </button>
          )}
          <button type="submit">{text.pictures.cancel}</button>
        </form>
      </dialog>
    </>
  );
};

/** Where pictures come from: dropped, pasted, chosen, taken, or the sample. */
export const PickPictures = ({ active, onFiles, empty, id = 'pictures' }: PickProps): JSX.Element => {
  const over = useDropped(active, onFiles);
  return (
    <div class={`pick ${empty ? 'empty' : ''} ${over ? 'over' : ''}`}>
      {empty && (
        <p class="big">
          {text.pictures.drop}
          <span class="quiet">{text.pictures.orPaste}</span>
        </p>
      )}
      <div class="row">
        <ChooseFiles
          id={id}
          label={text.pictures.choose}
          accept="image/*"
          multiple
          primary={empty}
          onFiles={onFiles}
        />
        {'mediaDevices' in navigator && <Camera onFile={(file) => onFiles([file])} />}
        <button type="button" onClick={async () => onFiles([await sampleFile()])}>
          {text.pictures.sample}
        </button>
      </div>
    </div>
  );
};
