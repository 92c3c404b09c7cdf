import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Engine, wasUsed } from '../engine/engine';
import type { BackendChoice, EngineFacts, ModelChoice } from '../engine/protocol';
import { registerOffline } from '../offline/register';
import { UpscaleRoom } from '../rooms/upscale/upscale-room';
import { text } from '../text/text';
import { Backend, backendFromAddress } from './backend';
import { ROOMS, type Room, type RoomProps, roomFromAddress } from './room';

type RoomComponent = (props: RoomProps) => JSX.Element;

/** Rooms that are loaded when somebody goes there. */
const LAZY: Readonly<Partial<Record<Room, () => Promise<RoomComponent>>>> = {
  degradation: async () => (await import('../rooms/lab/lab-room')).LabRoom,
  train: async () => (await import('../rooms/train/train-room')).TrainRoom,
  references: async () => (await import('../rooms/references/references-room')).ReferencesRoom,
  about: async () => (await import('../rooms/about/about-room')).AboutRoom,
};

/** The page: rooms, what computes, and what is said aloud. Rooms that were opened stay, with what they are doing. */
export const Shell = (): JSX.Element => {
  const [room, setRoom] = useState<Room>(roomFromAddress);
  const [choice, setChoice] = useState<BackendChoice>(backendFromAddress);
  const [facts, setFacts] = useState<EngineFacts>();
  const [error, setError] = useState('');
  const [said, announce] = useState('');
  const [handed, setHanded] = useState<ModelChoice>();
  const [opened, setOpened] = useState<Partial<Record<Room, RoomComponent>>>({ upscale: UpscaleRoom });
  const engine = useMemo(() => new Engine(choice), [choice]);

  useEffect(() => {
    setFacts(undefined);
    setError('');
    engine.call('facts', null).then(setFacts, (cause: Error) => setError(cause.message));
    return () => void engine.close();
  }, [engine]);

  useEffect(() => {
    const follow = (): void => setRoom(roomFromAddress());
    addEventListener('hashchange', follow);
    void registerOffline(wasUsed);
    return () => removeEventListener('hashchange', follow);
  }, []);

  useEffect(() => {
    document.title = `${text.rooms[room]} - ${text.title}`;
    const load = LAZY[room];
    if (!load || opened[room]) return;
    void load().then((Component) => setOpened((before) => ({ ...before, [room]: Component })));
  }, [room]);

  const props: Omit<RoomProps, 'active'> = {
    ...{ choice, engine, facts, announce, handed, onMoved: setFacts },
    fallBack: async () => {
      if (facts?.backend !== 'webgpu') return false;
      setChoice('threads');
      // The next render has made the other engine.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return true;
    },
    hand: (model) => {
      setHanded(model);
      location.hash = 'upscale';
    },
  };

  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        {text.skip}
      </button>
      <header>
        <a class="logo" href="#upscale">
          {text.title}
        </a>
        <nav aria-label={text.title}>
          {ROOMS.map((each) => (
            <a key={each} href={`#${each}`} aria-current={each === room ? 'page' : undefined}>
              {text.rooms[each]}
            </a>
          ))}
        </nav>
        <Backend {...{ choice, facts, error }} onChoose={setChoice} />
      </header>
      <main id="main" tabIndex={-1}>
        {ROOMS.map((each) => {
          const Component = opened[each];
          if (!Component) return each === room ? <p key={each}>{text.loadingRoom}</p> : null;
          return (
            <section key={each} id={`room-${each}`} hidden={each !== room}>
              <Component {...props} active={each === room} />
            </section>
          );
        })}
      </main>
      <p class="unseen" role="status" aria-live="polite">
        {said}
      </p>
    </>
  );
};
