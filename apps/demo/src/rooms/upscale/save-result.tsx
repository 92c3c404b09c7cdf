import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { encodePicture, writableFormats } from '../../engine/engine';
import { errorText, saveBlob, stem } from '../../shell/words';
import { text } from '../../text/text';
import type { QueueItem } from './upscale-queue';

const ENDING: Readonly<Record<string, string>> = { jpeg: 'jpg' };
const DEFAULT_QUALITY = 90;

const nameOf = (item: QueueItem, format: string): string =>
  `${stem(item.file.name)}_x${item.result?.report.outscale}.${ENDING[format] ?? format}`;

/** Names that do not repeat, as a zip wants them. */
const distinct = (names: readonly string[]): string[] =>
  names.map((name, i) => {
    const before = names.slice(0, i).filter((each) => each === name).length;
    return before === 0 ? name : name.replace(/(\.\w+)$/, `-${before + 1}$1`);
  });

/** Downloads a result in any format that this browser writes, or all of them. */
export const SaveResult = ({
  item,
  all,
}: {
  readonly item: QueueItem;
  readonly all: readonly QueueItem[];
}): JSX.Element => {
  const [formats, setFormats] = useState<readonly string[]>(['png']);
  const [format, setFormat] = useState('png');
  const [quality, setQuality] = useState(DEFAULT_QUALITY);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => void writableFormats().then(setFormats, () => undefined), []);
  const encode = (each: QueueItem): Promise<Blob> => encodePicture(each.result!.png, format, quality);

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setProblem('');
    setBusy(true);
    try {
      await work();
    } catch (error) {
      setProblem(errorText(error));
    }
    setBusy(false);
  };
  const saveAll = async (): Promise<void> => {
    const { downloadZip } = await import('client-zip');
    const names = distinct(all.map((each) => nameOf(each, format)));
    async function* files() {
      for (const [i, each] of all.entries()) yield { name: names[i]!, input: await encode(each) };
    }
    saveBlob(await downloadZip(files()).blob(), 'srkit.zip');
  };

  return (
    <div class="row save">
      <label class="inline">
        <span class="unseen">{text.upscale.saveAs}</span>
        <select id="format" value={format} onChange={({ currentTarget }) => setFormat(currentTarget.value)}>
          {formats.map((each) => (
            <option key={each} value={each}>
              {each.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
      {format !== 'png' && (
        <label class="inline">
          {text.upscale.quality}
          <input
            type="number"
            min={1}
            max={100}
            value={quality}
            onChange={({ currentTarget }) =>
              setQuality(Math.min(100, Math.max(1, currentTarget.valueAsNumber || 1)))
            }
          />
        </label>
      )}
      <button
        type="button"
        class="primary"
        id="download"
        disabled={busy}
        onClick={() => attempt(async () => saveBlob(await encode(item), nameOf(item, format)))}
      >
        {text.upscale.save}
      </button>
      {all.length > 1 && (
        <button type="button" id="download-all" disabled={busy} onClick={() => attempt(saveAll)}>
          {text.upscale.saveAll}
        </button>
      )}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
};
