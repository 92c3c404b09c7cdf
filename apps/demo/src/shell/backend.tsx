import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { BACKEND_CHOICES, type BackendChoice, type EngineFacts } from '../engine/protocol';
import { text } from '../text/text';

/** What the address asks for: `?backend=one-thread`. */
export const backendFromAddress = (): BackendChoice => {
  const asked = new URLSearchParams(location.search).get('backend');
  return BACKEND_CHOICES.find((choice) => choice === asked) ?? 'auto';
};

/** `CPU, 2 threads`. */
export const whereText = (facts: EngineFacts): string => {
  const name = text.backend.names[facts.backend] ?? facts.backend;
  if (facts.backend === 'webgpu') return facts.device ? `${name} (${facts.device})` : name;
  return facts.backend === 'srkit-wasm' ? `${name}, ${text.backend.threads(facts.threads)}` : name;
};

interface BackendProps {
  readonly choice: BackendChoice;
  readonly facts: EngineFacts | undefined;
  readonly error: string;
  readonly onChoose: (choice: BackendChoice) => void;
}

/** Says what computes and why, and lets one choose. */
export const Backend = ({ choice, facts, error, onChoose }: BackendProps): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null);
  const said = error || (facts ? whereText(facts) : text.backend.starting);
  return (
    <>
      <button
        type="button"
        class="chip"
        data-backend={facts?.backend ?? ''}
        onClick={() => dialog.current?.showModal()}
      >
        <span class="quiet">{text.backend.label}</span> {said}
      </button>
      <dialog ref={dialog} aria-label={text.backend.label}>
        <h2>{said}</h2>
        {facts && (
          <>
            <p>{text.backend.reasons[facts.reason]}</p>
            {facts.backend === 'srkit-wasm' && (
              <p>{facts.isolated ? text.backend.isolated : text.backend.notIsolated}</p>
            )}
            {facts.warning && <p class="quiet">{facts.warning}</p>}
            {facts.reason === 'device-gone' && (
              <button type="button" id="try-again" onClick={() => onChoose(choice)}>
                {text.backend.tryAgain}
              </button>
            )}
          </>
        )}
        <label>
          {text.backend.choose}
          <select
            id="backend"
            value={choice}
            onChange={({ currentTarget }) => onChoose(currentTarget.value as BackendChoice)}
          >
            {BACKEND_CHOICES.map((each) => (
              <option key={each} value={each}>
                {text.backend.choices[each]}
              </option>
            ))}
          </select>
        </label>
        <p class="quiet">{text.backend.parameter(choice)}</p>
        <form method="dialog">
          <button type="submit">{text.backend.close}</button>
        </form>
      </dialog>
    </>
  );
};
