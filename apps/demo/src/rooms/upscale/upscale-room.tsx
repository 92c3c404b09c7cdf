import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { whereText } from '../../shell/backend';
import type { RoomProps } from '../../shell/room';
import { useRefresh } from '../../shell/use-refresh';
import { text } from '../../text/text';
import { Compare } from '../../view/compare';
import { isCheckpoint, ModelPicker, useModels } from './model-picker';
import { PickPictures } from './pick-pictures';
import { QueueList } from './queue-list';
import { Report } from './report';
import { SaveResult } from './save-result';
import { type QueueItem, type Settings, UpscaleQueue } from './upscale-queue';

const MAX_SCALE = 8;
const MIB = 2 ** 20;

/**
 * What the network may take: `?memory=256` says it in MiB; else an eighth of what the browser says that the device has, which
 * is 8 GiB at most, and for a phone with 2 GiB a quarter of the default.
 */
const memoryBudget = (): number | undefined => {
  const asked = Number(new URLSearchParams(location.search).get('memory'));
  if (Number.isFinite(asked) && asked >= 1) return asked * MIB;
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return deviceMemory === undefined ? undefined : (Math.min(8, deviceMemory) * 1024 * MIB) / 8;
};

/** Says how a picture ended, once. */
const useAnnouncements = (items: readonly QueueItem[], announce: (words: string) => void): void => {
  const said = useRef(new Map<number, string>());
  for (const { id, state, file, result, error } of items) {
    if (said.current.get(id) === state) continue;
    said.current.set(id, state);
    const seconds = ((result?.report.milliseconds.total ?? 0) / 1000).toFixed(1);
    if (state === 'done' && result)
      announce(text.upscale.done(file.name, result.width, result.height, seconds));
    if (state === 'failed') announce(text.upscale.failed(file.name, error));
    if (state === 'stopped') announce(text.upscale.stopped(file.name));
  }
};

/** Pictures in, larger pictures out. */
export const UpscaleRoom = ({
  engine,
  facts,
  announce,
  fallBack,
  onMoved,
  renew,
  active,
  handed,
}: RoomProps): JSX.Element => {
  const refresh = useRefresh();
  const models = useModels(engine, facts, announce);
  const [scale, setScale] = useState<number>();
  const [mode, setMode] = useState<Settings['mode']>('exact');
  const [keepColours, setKeepColours] = useState(false);
  const settings: Settings = {
    ...{ model: models.choice, outscale: scale, mode, keepColours },
    memoryBudget: memoryBudget(),
  };
  // What is asked for when a picture's turn comes.
  const latest = useRef({ engine, settings, fallBack, onMoved, renew });
  latest.current = { engine, settings, fallBack, onMoved, renew };
  const queue = useMemo(
    () =>
      new UpscaleQueue({
        changed: refresh,
        engine: () => latest.current.engine,
        fallBack: () => latest.current.fallBack(),
        moved: (moved) => latest.current.onMoved(moved),
        renew: () => latest.current.renew(),
      }),
    [],
  );
  useAnnouncements(queue.items, announce);
  useEffect(() => {
    if (handed) void models.take(handed);
  }, [handed]);

  const now = (): Settings => latest.current.settings;
  const take = async (files: File[]): Promise<void> => {
    for (const checkpoint of files.filter(isCheckpoint)) await models.take(checkpoint);
    queue.add(
      files.filter((file) => !isCheckpoint(file)),
      now,
    );
  };
  const again = (item: QueueItem): void => queue.again(item, now);
  const { items, selected } = queue;
  const finished = items.filter(({ state }) => state === 'done');
  const picker = <ModelPicker models={models} facts={facts} id="model" />;

  return (
    <div class={`room upscale ${items.length === 0 ? 'fresh' : ''}`}>
      <h1 class={items.length > 0 ? 'unseen' : ''}>{text.upscale.heading}</h1>
      {items.length === 0 && <p class="lead">{text.tagline}</p>}
      <div class="main">
        {selected && !(selected.state === 'failed' && !queue.before) && (
          <Compare before={queue.before} after={queue.after}>
            {selected.state === 'done' && <SaveResult item={selected} all={finished} />}
          </Compare>
        )}
        {selected?.state === 'working' && (
          <div class="working">
            <progress max={1} value={selected.part} aria-label={selected.file.name} />
            <span>
              {text.upscale.progress(
                selected.file.name,
                Math.floor(selected.part * 100),
                selected.eta === undefined ? '' : text.seconds(selected.eta),
              )}
            </span>
            <button type="button" id="stop" onClick={() => queue.stop(selected)}>
              {text.upscale.stop}
            </button>
          </div>
        )}
        {selected?.error && (
          <p class="problem" role="alert" data-problem="picture">
            {selected.error}
          </p>
        )}
        {selected?.retried && <p class="quiet">{text.upscale.retried}</p>}
        {selected?.result && (
          <Report report={selected.result.report} where={whereText(selected.result.facts)} />
        )}
        <PickPictures active={active} onFiles={(files) => void take(files)} empty={items.length === 0} />
      </div>
      <aside>
        {items.length > 0 && <QueueList queue={queue} onAgain={again} />}
        {picker}
        <div class="field">
          <label for="scale">{text.upscale.scale}</label>
          <input
            id="scale"
            type="number"
            min={1}
            max={MAX_SCALE}
            step="any"
            placeholder={String(models.scale)}
            value={scale ?? ''}
            onInput={({ currentTarget: { valueAsNumber: value } }) =>
              setScale(value > 0 ? Math.min(MAX_SCALE, value) : undefined)
            }
          />
          <p class="quiet">{text.upscale.scaleHint}</p>
        </div>
        <div class="field">
          <label for="mode">{text.upscale.mode}</label>
          <select
            id="mode"
            value={mode}
            onChange={({ currentTarget }) => setMode(currentTarget.value as Settings['mode'])}
          >
            <option value="exact">{text.upscale.exact}</option>
            <option value="fast">{text.upscale.fast}</option>
          </select>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={keepColours}
            onChange={({ currentTarget }) => setKeepColours(currentTarget.checked)}
          />
          {text.upscale.keepColours}
        </label>
        {selected?.state === 'done' && (
          <button type="button" id="again" onClick={() => again(selected)}>
            {text.upscale.again}
          </button>
        )}
      </aside>
    </div>
  );
};
