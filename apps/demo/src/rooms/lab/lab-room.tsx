import type { DegradationOptions, DegradationStep, PresetName } from '@srkit/degradation';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { bitmapOf, Engine } from '../../engine/engine';
import { ABLATIONS, type Ablation, type DegradedPair, type Draft, type Slot } from '../../engine/protocol';
import type { RoomProps } from '../../shell/room';
import { copyText, errorText, saveBlob } from '../../shell/words';
import { text } from '../../text/text';
import { Compare } from '../../view/compare';
import { closeShown, type Shown } from '../../view/draw';
import { shownOf } from '../../view/shown-of';
import { PickPictures, sampleFile } from '../upscale/pick-pictures';
import { Distribution } from './distribution';
import { draftFrom, draftFromHash, hashOf } from './share';
import { StepCard } from './step-card';

/** Longest side of the middle of a picture that is degraded: what a screen shows, in a fraction of a second. */
const MAX_SIDE = 384;
const MULTIPLE = 4;
const SHEET = 8;

const PRESETS = [
  'realesrgan-x4plus',
  'realesrgan-x2plus',
  'realesrnet-x4plus',
  'realesrnet-x2plus',
  'bsrgan',
] as const satisfies readonly PresetName[];

const workingSize = async (picture: Blob): Promise<[height: number, width: number]> => {
  const bitmap = await bitmapOf(picture);
  const side = (length: number): number => Math.floor(Math.min(length, MAX_SIDE) / MULTIPLE) * MULTIPLE;
  const size: [number, number] = [side(bitmap.height), side(bitmap.width)];
  bitmap.close();
  return size;
};

/** Work that is asked for faster than it is done: of what waits only the last is begun. */
const useLatest = <Input,>(work: (input: Input) => Promise<void>): ((input: Input) => void) => {
  const latest = useRef(work);
  latest.current = work;
  const waiting = useRef<{ readonly input: Input } | undefined>(undefined);
  const busy = useRef(false);
  return async (input) => {
    waiting.current = { input };
    if (busy.current) return;
    busy.current = true;
    while (waiting.current) {
      const next = waiting.current.input;
      waiting.current = undefined;
      await latest.current(next);
    }
    busy.current = false;
  };
};

/** A picture by its bytes, and as it is shown; what was shown before is freed. */
const useShown = (blob: Blob | undefined): Shown | undefined => {
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    let gone = false;
    void (blob ? shownOf(blob) : Promise.resolve(undefined)).then((next) => {
      if (gone) return closeShown(next);
      setShown((before) => {
        closeShown(before);
        return next;
      });
    });
    return () => {
      gone = true;
    };
  }, [blob]);
  return shown;
};

const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;

/** The second-order process to play with. */
export const LabRoom = ({ choice, facts, active, engine: enlarger }: RoomProps): JSX.Element => {
  const engine = useMemo(() => new Engine({ choice }), [choice]);
  const [picture, setPicture] = useState<Blob>();
  const [preset, setPreset] = useState<PresetName>('realesrgan-x4plus');
  const [options, setOptions] = useState<DegradationOptions>();
  const [ablations, setAblations] = useState<readonly Ablation[]>([]);
  const [seed, setSeed] = useState(7);
  const [draft, setDraft] = useState<Draft>();
  const [locked, setLocked] = useState<ReadonlySet<string>>(new Set());
  const [pair, setPair] = useState<DegradedPair>();
  const [problem, setProblem] = useState('');
  const [shared, setShared] = useState<'copied' | 'in-address'>();
  const [sheet, setSheet] = useState<readonly { seed: number; draft: Draft; url: string }[]>([]);
  const [right, setRight] = useState('');
  const [enlarged, setEnlarged] = useState<Blob>();
  /** The JSON as somebody is changing it; until then, and when it was used, that of the recipe. */
  const [typed, setTyped] = useState<string>();
  useEffect(() => () => void engine.close(), [engine]);

  /** What follows by itself says its own problem, and leaves that of what was asked for. */
  const follow = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      setProblem(errorText(error));
    }
  };
  const attempt = (work: () => Promise<void>): Promise<void> => {
    setProblem('');
    return follow(work);
  };

  const sampleInput = async (
    blob: Blob,
    nextSeed: number,
    more: { options?: DegradationOptions | undefined } = {},
  ) => ({
    options: 'options' in more ? (more.options ?? preset) : (options ?? preset),
    ablations,
    seed: nextSeed,
    size: await workingSize(blob),
    locked: (draft?.slots ?? []).filter(({ id }) => locked.has(id)),
  });
  const draw = (nextSeed: number): Promise<void> =>
    attempt(async () => {
      if (!picture) return;
      setSeed(nextSeed);
      const drawn = await engine.call('sample', await sampleInput(picture, nextSeed));
      setDraft({ recipe: drawn.recipe, slots: drawn.slots });
    });

  /** Takes a recipe of others once the engine has found that it can be applied. */
  const adopt = async (given: Draft, blob: Blob): Promise<void> => {
    const { recipe } = await engine.call('degrade', { picture: blob, recipe: given.recipe });
    setDraft({ recipe, slots: given.slots });
  };
  // The sample, and what the address holds.
  useEffect(() => {
    const open = async (): Promise<void> => {
      const file = await sampleFile();
      setPicture(file);
      const input = { options: preset, ablations, seed, size: await workingSize(file), locked: [] };
      const drawn = await engine.call('sample', input);
      setOptions(drawn.options);
      try {
        const found = await draftFromHash(location.hash);
        if (found) return await adopt(found, file);
      } catch (error) {
        setProblem(errorText(error));
      }
      setDraft({ recipe: drawn.recipe, slots: drawn.slots });
    };
    void open().catch((error: unknown) => setProblem(errorText(error)));
  }, []);

  // A link that is opened where the room is open already.
  useEffect(() => {
    const follow = (): void => {
      if (!picture || !location.hash.startsWith('#degradation?')) return;
      void attempt(async () => {
        const found = await draftFromHash(location.hash);
        if (found) await adopt(found, picture);
      });
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [picture]);

  const degrade = useLatest((input: { picture: Blob; recipe: unknown }) =>
    follow(async () => setPair(await engine.call('degrade', input))),
  );
  useEffect(() => {
    if (picture && draft) degrade({ picture, recipe: draft.recipe });
  }, [picture, draft]);

  // What a model makes of it.
  const wanted = useRef<{ readonly lq: Blob; readonly name: string } | undefined>(undefined);
  const enlarge = useLatest((asked: { readonly lq: Blob; readonly name: string }) =>
    follow(async () => {
      const onPart = (part: unknown): void => (part as { bitmap?: ImageBitmap }).bitmap?.close();
      const { png } = await enlarger.call(
        'upscale',
        {
          ...{ picture: asked.lq, name: 'lq.png', model: { name: asked.name } },
          ...{ outscale: undefined, mode: 'exact' },
        },
        { onPart },
      );
      if (wanted.current === asked) setEnlarged(png);
    }),
  );
  useEffect(() => {
    setEnlarged(undefined);
    wanted.current = right && pair ? { lq: pair.lq, name: right } : undefined;
    if (wanted.current) enlarge(wanted.current);
  }, [pair, right]);

  const lq = useShown(pair?.lq);
  const other = useShown(right ? enlarged : pair?.gt);
  const change = (slots: readonly Slot[]): void => {
    if (!draft) return;
    setProblem('');
    const steps: DegradationStep[] = slots.flatMap(({ step }) => (step ? [step] : []));
    setDraft({ slots, recipe: { ...draft.recipe, steps } });
  };
  useEffect(() => {
    setTyped(undefined);
    setShared(undefined);
  }, [draft]);
  const json = typed ?? (draft ? JSON.stringify(draft.recipe, null, 1) : '');
  const groups = [...new Set((draft?.slots ?? []).map(({ id }) => id.split('.')[0]!))];

  const makeSheet = (): Promise<void> =>
    attempt(async () => {
      if (!picture) return;
      for (const { url } of sheet) URL.revokeObjectURL(url);
      setSheet([]);
      for (let i = 1; i <= SHEET; i++) {
        const each = (seed + i) >>> 0;
        const { recipe, slots } = await engine.call('sample', await sampleInput(picture, each));
        const made = await engine.call('degrade', { picture, recipe });
        const url = URL.createObjectURL(made.lq);
        setSheet((before) => [...before, { seed: each, draft: { recipe, slots }, url }]);
      }
    });

  const take = async (files: File[]): Promise<void> => {
    const file = files[0];
    if (!file) return;
    if (/\.json$/i.test(file.name)) {
      return attempt(async () => {
        if (picture) await adopt(draftFrom(JSON.parse(await file.text())), picture);
      });
    }
    await attempt(async () => {
      await workingSize(file).catch((error: unknown) => {
        throw new Error(text.pictures.unreadable(file.name, errorText(error)));
      });
      const { recipe, slots } = await engine.call('sample', await sampleInput(file, seed));
      // Together: the recipe that was shown until now may be for a larger picture.
      setPicture(file);
      setDraft({ recipe, slots });
    });
  };

  return (
    <div class="room split lab">
      <h1>{text.lab.heading}</h1>
      <p class="lead">{text.lab.lead}</p>
      <div class="main">
        <Compare
          before={lq}
          after={other}
          beforeLabel={text.lab.degraded}
          afterLabel={right ? text.lab.result(right) : text.lab.truth}
        >
          <label class="inline">
            {text.lab.right}
            <select
              id="lab-right"
              value={right}
              onChange={({ currentTarget }) => setRight(currentTarget.value)}
            >
              <option value="">{text.lab.truth}</option>
              {(facts?.models ?? []).map(({ name }) => (
                <option key={name} value={name}>
                  {text.lab.result(name)}
                </option>
              ))}
            </select>
          </label>
          <button
            type="button"
            id="lab-save"
            disabled={!pair}
            onClick={() => pair && saveBlob(pair.lq, 'degraded.png')}
          >
            {text.lab.saveDegraded}
          </button>
          {right && (
            <button
              type="button"
              id="lab-save-result"
              disabled={!enlarged}
              onClick={() => enlarged && saveBlob(enlarged, 'enlarged.png')}
            >
              {text.lab.saveResult}
            </button>
          )}
        </Compare>
        {right && !enlarged && <p class="quiet">{text.lab.enlarging}</p>}
        {problem && (
          <p class="problem" role="alert" data-problem="lab">
            {problem}
          </p>
        )}
        <div class="row">
          <button type="button" class="primary" id="lab-sample" onClick={() => draw(randomSeed())}>
            {text.lab.sample}
          </button>
          <label class="inline">
            {text.lab.seed}
            <input
              id="lab-seed"
              type="number"
              min={0}
              max={2 ** 32 - 1}
              value={seed}
              onChange={({ currentTarget }) => void draw(Math.max(0, currentTarget.valueAsNumber || 0))}
            />
          </label>
          <button type="button" id="lab-replay" onClick={() => draw(seed)}>
            {text.lab.replay}
          </button>
          <button type="button" onClick={makeSheet}>
            {text.lab.sheet}
          </button>
          <button
            type="button"
            id="lab-share"
            onClick={async () => {
              if (!draft) return;
              const hash = await hashOf(draft);
              history.replaceState(null, '', hash);
              setShared((await copyText(location.href)) ? 'copied' : 'in-address');
            }}
          >
            {shared ? text.lab.shared[shared] : text.lab.share}
          </button>
        </div>
        {sheet.length > 0 && (
          <div class="sheet">
            {sheet.map((item) => (
              <button
                key={item.seed}
                type="button"
                class="plain"
                aria-label={text.lab.sheetItem(item.seed)}
                onClick={() => {
                  setSeed(item.seed);
                  setDraft(item.draft);
                }}
              >
                <img src={item.url} alt="" />
                <span class="quiet">{item.seed}</span>
              </button>
            ))}
          </div>
        )}
      </div>
      <aside>
        <div class="field">
          <label for="lab-preset">{text.lab.preset}</label>
          <select
            id="lab-preset"
            value={preset}
            onChange={({ currentTarget }) => {
              const next = currentTarget.value as PresetName;
              setPreset(next);
              void attempt(async () => {
                if (!picture) return;
                const input = { ...(await sampleInput(picture, seed)), options: next, locked: [] };
                const drawn = await engine.call('sample', input);
                setOptions(drawn.options);
                setDraft({ recipe: drawn.recipe, slots: drawn.slots });
              });
            }}
          >
            {PRESETS.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <fieldset class="field">
          <legend>{text.lab.ablations}</legend>
          {ABLATIONS.map((name) => (
            <label key={name} class="check">
              <input
                type="checkbox"
                checked={ablations.includes(name)}
                onChange={({ currentTarget }) =>
                  setAblations((before) =>
                    currentTarget.checked ? [...before, name] : before.filter((each) => each !== name),
                  )
                }
              />
              {text.lab.ablation[name]}
            </label>
          ))}
        </fieldset>
        {options && <Distribution options={options} onChange={setOptions} />}
        <details>
          <summary>{text.lab.json}</summary>
          <textarea
            id="lab-json"
            rows={14}
            aria-label={text.lab.json}
            value={json}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <button
            type="button"
            id="lab-use-json"
            onClick={() =>
              attempt(async () => {
                if (picture) await adopt(draftFrom(JSON.parse(json)), picture);
              })
            }
          >
            {text.lab.useJson}
          </button>
        </details>
        <h2>{text.lab.picture}</h2>
        <PickPictures active={active} onFiles={(files) => void take(files)} empty={false} id="lab-pictures" />
      </aside>
      <div class="groups">
        {groups.map((group) => (
          <section key={group} aria-label={text.lab.group[group] ?? group}>
            <h2>{text.lab.group[group] ?? group}</h2>
            {(draft?.slots ?? [])
              .filter(({ id }) => id.split('.')[0] === group)
              .map((slot) => (
                <StepCard
                  key={slot.id}
                  slot={slot}
                  locked={locked.has(slot.id)}
                  onLock={(on) =>
                    setLocked((before) => {
                      const next = new Set(before);
                      if (on) next.add(slot.id);
                      else next.delete(slot.id);
                      return next;
                    })
                  }
                  onChange={(step) =>
                    change(
                      (draft?.slots ?? []).map((each) => (each.id === slot.id ? { ...each, step } : each)),
                    )
                  }
                />
              ))}
          </section>
        ))}
      </div>
    </div>
  );
};
