import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Engine } from '../../engine/engine';
import type { TrainOutput, TrainPart } from '../../engine/protocol';
import type { RoomProps } from '../../shell/room';
import { errorText, saveBlob, stem } from '../../shell/words';
import { text } from '../../text/text';
import { Compare } from '../../view/compare';
import { closeShown, type Shown } from '../../view/draw';
import { shownOf } from '../../view/shown-of';
import { PickPictures } from '../upscale/pick-pictures';
import { LossChart, type Points } from './loss-chart';
import { forgetTraining, keepTraining, keptTraining, type TrainingRecord } from './training-record';

const DEFAULT_MINUTES = 5;
const CHANNEL = 'srkit-training';
/** Small enough for a CPU to make some hundred iterations in minutes. */
const CROP = 128;
const BATCH = 4;

type Step = Extract<TrainPart, { kind: 'step' }>;
type State = 'idle' | 'preparing' | 'training' | 'pausing' | 'paused' | 'done';

/** `?iterations=20` instead of minutes: to try it out, and for tests. */
const iterationsAsked = (): number | undefined => {
  const asked = Number(new URLSearchParams(location.search).get('iterations'));
  return Number.isInteger(asked) && asked > 0 ? asked : undefined;
};

const Held = ({ crop }: { readonly crop: TrainOutput['crops'][number] }): JSX.Element => {
  const [pair, setPair] = useState<readonly [Shown | undefined, Shown | undefined]>([undefined, undefined]);
  useEffect(() => {
    const made = Promise.all([shownOf(crop.before), shownOf(crop.after)]);
    void made.then(setPair);
    return () => void made.then((shown) => shown.forEach(closeShown));
  }, [crop]);
  return (
    <Compare before={pair[0]} after={pair[1]} beforeLabel={text.train.before} afterLabel={text.train.after}>
      <span class="quiet">{crop.name}</span>
    </Compare>
  );
};

/** A model that learns from the visitor's photos. */
export const TrainRoom = ({ choice, facts, active, announce, hand }: RoomProps): JSX.Element => {
  const engine = useMemo(() => new Engine({ choice }), [choice]);
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [from, setFrom] = useState('');
  const [minutes, setMinutes] = useState(DEFAULT_MINUTES);
  const [state, setState] = useState<State>('idle');
  const [record, setRecord] = useState<TrainingRecord>();
  const [plan, setPlan] = useState<Extract<TrainPart, { kind: 'plan' }>>();
  const [points, setPoints] = useState<Points>([]);
  const [step, setStep] = useState<Step>();
  const [psnr, setPsnr] = useState<number>();
  const [preview, setPreview] = useState('');
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [output, setOutput] = useState<TrainOutput & { readonly from: string }>();
  const [problem, setProblem] = useState('');
  const shownPreview = useRef('');
  useEffect(() => () => void engine.close(), [engine]);
  useEffect(() => {
    void keptTraining().then((kept) => {
      if (!kept) return;
      setRecord(kept);
      setState((now) => (now === 'idle' ? 'paused' : now));
    });
  }, []);

  const take = (part: TrainPart): void => {
    if (part.kind === 'note') setNotes((before) => [...before, part.words]);
    else if (part.kind === 'plan') {
      setPlan(part);
      setState('training');
    } else if (part.kind === 'curve') setPoints(part.points);
    else if (part.kind === 'preview') {
      URL.revokeObjectURL(shownPreview.current);
      shownPreview.current = URL.createObjectURL(part.png);
      setPreview(shownPreview.current);
    } else {
      setStep(part);
      const { iteration, loss } = part;
      if (loss !== undefined) setPoints((before) => [...before, [iteration, loss]]);
      if (part.psnr !== undefined) setPsnr(part.psnr);
    }
  };

  /** @param isKept Whether some of it was done before. */
  const run = async (given: TrainingRecord, isKept: boolean): Promise<void> => {
    let hasBegun = isKept;
    setProblem('');
    setNotes([]);
    setOutput(undefined);
    setState('preparing');
    setRecord(given);
    try {
      const done = await engine.call(
        'train',
        { ...given, channel: CHANNEL },
        {
          onPart: (part) => {
            hasBegun ||= (part as TrainPart).kind === 'plan';
            take(part as TrainPart);
          },
        },
      );
      setOutput({ ...done, from: given.from });
      setState(done.finished ? 'done' : 'paused');
      if (done.finished) {
        await engine.call('forgetTraining', null);
        await forgetTraining();
        setRecord(undefined);
        announce(text.train.gained(done.outcome.gain.toFixed(2)));
      } else announce(text.train.paused);
    } catch (error) {
      setProblem(errorText(error));
      // What was learned is kept, whatever has ended it.
      if (hasBegun) setState('paused');
      else await discard();
    }
  };
  const start = async (): Promise<void> => {
    const given: TrainingRecord = {
      photos: photos.map((file) => ({ name: file.name, file })),
      from: from || (facts?.models[0]?.name ?? 'default'),
      minutes,
      iterations: iterationsAsked(),
      cropSize: CROP,
      batchSize: BATCH,
    };
    setPoints([]);
    setStep(undefined);
    await engine.call('forgetTraining', null).catch(() => undefined);
    await keepTraining(given);
    await run(given, false);
  };
  const discard = async (): Promise<void> => {
    await forgetTraining();
    await engine.call('forgetTraining', null).catch(() => undefined);
    setRecord(undefined);
    setOutput(undefined);
    setState('idle');
  };
  const pause = (): void => {
    setState('pausing');
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage('pause');
    channel.close();
  };
  const name = `${stem(output?.from ?? '')}-tuned.safetensors`;
  const busy = state === 'preparing' || state === 'training' || state === 'pausing';
  const { outcome } = output ?? {};

  return (
    <div class="room split train" data-state={state}>
      <h1>{text.train.heading}</h1>
      <p class="lead">{text.train.lead}</p>
      <div class="main">
        {state === 'preparing' && <p>{text.train.preparing}</p>}
        {plan && <p>{text.train.plan(plan.iterations, plan.pieces, plan.heldOut)}</p>}
        {busy && plan && (
          <div class="working">
            <progress max={plan.iterations} value={step?.iteration ?? 0} aria-label={text.train.heading} />
          </div>
        )}
        {step && plan && (
          <p id="train-step">
            {text.train.step(
              step.iteration,
              plan.iterations,
              step.seconds.toFixed(2),
              step.eta === undefined || !busy ? '' : text.seconds(step.eta),
            )}
            {psnr !== undefined && ` · ${text.train.psnr}: ${psnr.toFixed(2)}`}
          </p>
        )}
        {points.length > 0 && <LossChart points={points} />}
        {outcome && state === 'done' && (
          <p id="train-gain" class="verdict">
            {outcome.gained
              ? text.train.gained(outcome.gain.toFixed(2))
              : text.train.lost(outcome.gain.toFixed(2))}
          </p>
        )}
        {output && (
          <div class="row">
            <button
              type="button"
              class="primary"
              id="train-save"
              onClick={() => saveBlob(output.model, name)}
            >
              {text.train.save}
            </button>
            <button type="button" id="train-use" onClick={() => hand(new File([output.model], name))}>
              {text.train.use}
            </button>
          </div>
        )}
        {output?.crops[0] && <Held crop={output.crops[0]} />}
        {preview && (
          <figure>
            <img class="preview" src={preview} alt={text.train.preview} />
            <figcaption class="quiet">{text.train.preview}</figcaption>
          </figure>
        )}
        {problem && (
          <p class="problem" role="alert" data-problem="train">
            {problem}
          </p>
        )}
        {notes.map((note) => (
          <p key={note} class="quiet">
            {note}
          </p>
        ))}
        {!busy && state !== 'paused' && (
          <PickPictures
            active={active}
            empty={photos.length === 0}
            id="train-photos"
            onFiles={(files) => setPhotos((before) => [...before, ...files])}
          />
        )}
      </div>
      <aside>
        {state === 'paused' && (
          <div class="field">
            <p>{output ? text.train.paused : text.train.kept}</p>
            <div class="row">
              <button
                type="button"
                class="primary"
                id="train-resume"
                disabled={!record}
                onClick={() => record && run(record, true)}
              >
                {text.train.resume}
              </button>
              <button type="button" onClick={discard}>
                {text.train.discard}
              </button>
            </div>
          </div>
        )}
        {busy && (
          <button type="button" id="train-pause" disabled={state !== 'training'} onClick={pause}>
            {state === 'pausing' ? text.train.pausing : text.train.pause}
          </button>
        )}
        {!busy && state !== 'paused' && (
          <>
            {photos.length > 0 && (
              <p>
                {text.train.photos(photos.length)}{' '}
                <button type="button" onClick={() => setPhotos([])}>
                  {text.train.clear}
                </button>
              </p>
            )}
            <div class="field">
              <label for="train-from">{text.train.model}</label>
              <select
                id="train-from"
                value={from || facts?.models[0]?.name}
                onChange={({ currentTarget }) => setFrom(currentTarget.value)}
              >
                {(facts?.models ?? []).map(({ name: each }) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </select>
            </div>
            <div class="field">
              <label for="train-minutes">{text.train.minutes}</label>
              <input
                id="train-minutes"
                type="number"
                min={1}
                max={600}
                value={minutes}
                onChange={({ currentTarget }) => setMinutes(Math.max(1, currentTarget.valueAsNumber || 1))}
              />
            </div>
            <button
              type="button"
              class="primary"
              id="train-start"
              disabled={photos.length === 0}
              onClick={start}
            >
              {text.train.start}
            </button>
          </>
        )}
      </aside>
    </div>
  );
};
