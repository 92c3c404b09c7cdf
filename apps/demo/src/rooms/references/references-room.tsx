import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { bitmapOf, Engine } from '../../engine/engine';
import type { ReferencesOutput } from '../../engine/protocol';
import { ChooseFiles } from '../../shell/choose-files';
import type { RoomProps } from '../../shell/room';
import { errorText, saveBlob, stem } from '../../shell/words';
import { text } from '../../text/text';
import { Compare } from '../../view/compare';
import { closeShown, type Shown } from '../../view/draw';
import { shownOf } from '../../view/shown-of';
import { isCheckpoint } from '../upscale/model-picker';
import { useDropped } from '../upscale/pick-pictures';
import { MatchLines } from './match-lines';
import { colourOf } from './match-view';

interface Reference {
  readonly id: number;
  readonly file: File;
  readonly bitmap: ImageBitmap | undefined;
  readonly on: boolean;
}

interface Result extends ReferencesOutput {
  readonly shown: Shown | undefined;
  readonly trustBitmap: ImageBitmap | undefined;
  /** Places of the references that were given. */
  readonly given: readonly number[];
}

/** Files that a model consists of where they are not in one. */
const NETWORKS = 3;

/** Width at which references are shown beside the result. */
const SHOWN_WIDTH = 480;

const shownBitmap = (file: Blob, options: ImageBitmapOptions = {}): Promise<ImageBitmap | undefined> =>
  bitmapOf(file, options).catch(() => undefined);

const closeResult = (result: Result | undefined): void => {
  closeShown(result?.shown);
  result?.trustBitmap?.close();
};

let nextId = 1;

/** A small picture, enlarged with detail from others. */
export const ReferencesRoom = ({ choice, active, announce }: RoomProps): JSX.Element => {
  const engine = useMemo(() => new Engine({ choice }), [choice]);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [picture, setPicture] = useState<File>();
  const [before, setBefore] = useState<Shown>();
  const [references, setReferences] = useState<readonly Reference[]>([]);
  const [trust, setTrust] = useState(false);
  const [show, setShow] = useState<'none' | 'map' | 'trust'>('map');
  const [lines, setLines] = useState(false);
  const [point, setPoint] = useState<readonly [number, number]>([0.5, 0.5]);
  const [result, setResult] = useState<Result>();
  const [part, setPart] = useState<number>();
  const [problem, setProblem] = useState('');
  const working = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => void engine.close(), [engine]);

  const run = async (chosen = references): Promise<void> => {
    const on = chosen.flatMap((reference, i) => (reference.on ? [{ reference, i }] : []));
    if (!picture || on.length === 0) return;
    // Another choice of references makes what is under way useless.
    working.current?.abort();
    const controller = new AbortController();
    working.current = controller;
    setProblem('');
    setPart(0);
    try {
      const output = await engine.call(
        'references',
        {
          files: files.map((file) => ({ name: file.name, file })),
          picture,
          references: on.map(({ reference }) => reference.file),
          trust,
        },
        { signal: controller.signal, onProgress: ({ done, total }) => setPart(done / Math.max(1, total)) },
      );
      const next = {
        ...output,
        shown: await shownOf(output.png),
        trustBitmap: output.trust && (await shownBitmap(output.trust.png)),
        given: on.map(({ i }) => i),
      };
      setResult((old) => {
        closeResult(old);
        return next;
      });
      announce(text.references.result);
    } catch (error) {
      if (!controller.signal.aborted) setProblem(errorText(error));
    } finally {
      if (working.current === controller) setPart(undefined);
    }
  };
  const takePicture = async (file: File): Promise<void> => {
    setPicture(file);
    closeResult(result);
    setResult(undefined);
    closeShown(before);
    setBefore(await shownOf(file));
  };
  const takeReferences = async (given: readonly File[]): Promise<void> => {
    const made = await Promise.all(
      given.map(async (file) => ({
        ...{ id: nextId++, file, on: true },
        bitmap: await shownBitmap(file, { resizeWidth: SHOWN_WIDTH, resizeQuality: 'medium' }),
      })),
    );
    setReferences((now) => [...now, ...made]);
  };
  /** Three files, or a bundle: one too many begins anew. */
  const takeFiles = (checkpoints: readonly File[]): void =>
    setFiles((now) => (now.length + checkpoints.length > NETWORKS ? checkpoints : [...now, ...checkpoints]));
  /** Files that are dropped: checkpoints, then the picture, then references. */
  const drop = async (given: File[]): Promise<void> => {
    const checkpoints = given.filter(isCheckpoint);
    if (checkpoints.length > 0) takeFiles(checkpoints);
    const pictures = given.filter((file) => !isCheckpoint(file));
    if (!picture && pictures[0]) await takePicture(pictures.shift()!);
    await takeReferences(pictures);
  };
  const over = useDropped(active, (given) => void drop(given));
  const toggle = (id: number): void => {
    const next = references.map((each) => (each.id === id ? { ...each, on: !each.on } : each));
    setReferences(next);
    if (result) void run(next);
  };
  const remove = (gone: Reference): void => {
    const next = references.filter((each) => each !== gone);
    setReferences(next);
    gone.bitmap?.close();
    // What it shows is by their places.
    closeResult(result);
    setResult(undefined);
    if (result && gone.on) void run(next);
  };
  const reportOf = (place: number) => result?.report.references[result.given.indexOf(place)];

  return (
    <div class={`room split references ${over ? 'over' : ''}`}>
      <h1>{text.references.heading}</h1>
      <p class="lead">{text.references.lead}</p>
      <div class="main">
        {(before || result) && (
          <Compare before={before} after={result?.shown} afterLabel={text.references.result}>
            {result && picture && (
              <button
                type="button"
                class="primary"
                id="references-download"
                onClick={() => saveBlob(result.png, `${stem(picture.name)}_x4.png`)}
              >
                {text.upscale.save}
              </button>
            )}
          </Compare>
        )}
        {part !== undefined && (
          <div class="working">
            <progress max={1} value={part} aria-label={text.references.heading} />
            <button type="button" onClick={() => working.current?.abort()}>
              {text.upscale.stop}
            </button>
          </div>
        )}
        {problem && (
          <p class="problem" role="alert" data-problem="references">
            {problem}
          </p>
        )}
        {result?.report.withoutReferences && <p>{text.references.without}</p>}
        {result?.shown && (
          <>
            <div class="row">
              {(['map', 'trust'] as const)
                .filter((kind) => kind === 'map' || result.trustBitmap)
                .map((kind) => (
                  <button
                    key={kind}
                    type="button"
                    aria-pressed={show === kind}
                    onClick={() => setShow(show === kind ? 'none' : kind)}
                  >
                    {kind === 'map' ? text.references.showMap : text.references.showTrust}
                  </button>
                ))}
              <button type="button" aria-pressed={lines} onClick={() => setLines(!lines)}>
                {text.references.showLines}
              </button>
            </div>
            <MatchLines
              result={result.shown.pieces[0]!.bitmap}
              references={references.map(({ bitmap }) => bitmap)}
              map={result.map}
              report={result.report}
              given={result.given}
              showMap={show === 'map'}
              trust={show === 'trust' ? result.trustBitmap : undefined}
              lines={lines}
              point={point}
              onPoint={(x, y) => setPoint([x, y])}
            />
          </>
        )}
      </div>
      <aside>
        <div class="field">
          <ChooseFiles
            id="references-files"
            label={text.references.files}
            accept=".pth,.pt,.safetensors"
            multiple
            onFiles={(given) => void drop(given)}
          />
          {files.length === 0 && <p class="quiet">{text.references.ownModel}</p>}
          {files.map(({ name }) => (
            <p key={name} class="quiet">
              {name}
            </p>
          ))}
          {files.length > 0 && (
            <button type="button" onClick={() => setFiles([])}>
              {text.references.clear}
            </button>
          )}
        </div>
        <div class="field">
          <ChooseFiles
            id="references-picture"
            label={text.references.picture}
            accept="image/*"
            onFiles={([file]) => file && void takePicture(file)}
          />
          {picture && <p class="quiet">{picture.name}</p>}
        </div>
        <div class="field">
          <ChooseFiles
            id="references-pictures"
            label={text.references.references}
            accept="image/*"
            multiple
            onFiles={(given) => void takeReferences(given)}
          />
          {references.map((reference, place) => {
            const { id, file, on } = reference;
            const status = reportOf(place)?.status;
            return (
              <div key={id} class="reference">
                <label class="check">
                  <input
                    type="checkbox"
                    checked={on}
                    aria-label={text.references.use(place + 1)}
                    onChange={() => toggle(id)}
                  />
                  <span class="dot" style={{ background: colourOf(place) }} />
                  <span>
                    {file.name}{' '}
                    <span class="quiet">
                      {status &&
                        (status.used
                          ? text.references.share(Math.round(status.share * 100))
                          : text.references.unused[status.reason])}
                    </span>
                  </span>
                </label>
                <button
                  type="button"
                  aria-label={`${text.upscale.remove}: ${file.name}`}
                  onClick={() => remove(reference)}
                >
                  ✕
                </button>
              </div>
            );
          })}
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={trust}
            onChange={({ currentTarget }) => setTrust(currentTarget.checked)}
          />
          {text.references.trust}
        </label>
        <button
          type="button"
          class="primary"
          id="references-run"
          disabled={!picture || !references.some(({ on }) => on)}
          onClick={() => run()}
        >
          {text.references.run}
        </button>
      </aside>
    </div>
  );
};
