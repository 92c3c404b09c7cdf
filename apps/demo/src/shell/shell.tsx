import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Engine, wasUsed } from '../engine/engine';
import type { EngineFacts, EngineStart } from '../engine/protocol';
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

/** A device that was lost so often is not tried again: pictures would be made twice as slowly for nothing. */
const MOST_LOSSES = 2;

/** The next render has made the other engine. */
const rendered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

/** The page: rooms, what computes, and what is said aloud. Rooms that were opened stay, with what they are doing. */
export const Shell = (): JSX.Element => {
  const [room, setRoom] = useState<Room>(roomFromAddress);
  const [start, setStart] = useState<EngineStart>(() => ({ choice: backendFromAddress() }));
  const [facts, setFacts] = useState<EngineFacts>();
  const [error, setError] = useState('');
  const [said, announce] = useState('');
  const [handed, setHanded] = useState<File>();
  const [opened, setOpened] = useState<Partial<Record<Room, RoomComponent>>>({ upscale: UpscaleRoom });
  const engine = useMemo(() => new Engine(start), [start]);
  const losses = useRef(0);
  const { choice } = start;

  useEffect(() => {
    setFacts(undefined);
    setError('');
    // Of an engine that was closed meanwhile nothing is heard.
    let isCurrent = true;
    engine.call('facts', null).then(
      (found) => isCurrent && setFacts(found),
      (cause: Error) => isCurrent && setError(cause.message),
    );
    return () => {
      isCurrent = false;
      void engine.close();
    };
  }, [engine]);

  useEffect(() => {
    const follow = (): void => setRoom(roomFromAddress());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  // What is kept for later would come between the engine and the network.
  const hasStarted = facts !== undefined || error !== '';
  useEffect(() => {
    if (hasStarted) void registerOffline(wasUsed);
  }, [hasStarted]);

  useEffect(() => {
    document.title = `${text.rooms[room]} - ${text.title}`;
    const load = LAZY[room];
    if (!load || opened[room]) return;
    void load().then((Component) => setOpened((before) => ({ ...before, [room]: Component })));
  }, [room]);

  const props: Omit<RoomProps, 'active'> = {
    ...{ choice, engine, facts, announce, handed },
    onMoved: (moved) => {
      losses.current++;
      if (losses.current < MOST_LOSSES) return setFacts(moved);
      engine.leaveDeviceAlone();
      setFacts({ ...moved, reason: 'device-gone' });
    },
    renew: async () => {
      if (facts?.reason !== 'device-lost') return;
      setStart({ choice, afterFailure: 'try-again' });
      await rendered();
    },
    fallBack: async () => {
      if (facts?.backend !== 'webgpu') return false;
      setStart({ choice, afterFailure: 'leave-alone' });
      await rendered();
      return true;
    },
    hand: (model) => {
      setHanded(model);
      location.hash = 'upscale';
    },
  };

  const choose = (next: EngineStart['choice']): void => {
    losses.current = 0;
    setStart({ choice: next });
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
        <Backend {...{ choice, facts, error }} onChoose={choose} />
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
