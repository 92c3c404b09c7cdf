import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { BenchmarkOutput } from '../../engine/protocol';
import { whereText } from '../../shell/backend';
import type { RoomProps } from '../../shell/room';
import { errorText } from '../../shell/words';
import { text } from '../../text/text';
import { PipelineDrawing } from './pipeline-drawing';

const PAPERS = [
  [
    'Real-ESRGAN: Training Real-World Blind Super-Resolution with Pure Synthetic Data',
    'https://arxiv.org/abs/2107.10833',
  ],
  ['ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks', 'https://arxiv.org/abs/1809.00219'],
  ['Robust Reference-based Super-Resolution via C2-Matching', 'https://arxiv.org/abs/2106.01863'],
  [
    'LMR: A Large-Scale Multi-Reference Dataset for Reference-based Super-Resolution',
    'https://arxiv.org/abs/2303.04970',
  ],
] as const;

/** A photo that people can imagine, in megapixels. */
const PHOTO = 0.75;

/** How it works, whose work it is, what it cannot do, and how fast this device is. */
export const AboutRoom = ({ engine, facts, announce }: RoomProps): JSX.Element => {
  const [state, setState] = useState<'idle' | 'running'>('idle');
  const [measured, setMeasured] = useState<BenchmarkOutput>();
  const [problem, setProblem] = useState('');
  const run = async (): Promise<void> => {
    setState('running');
    setProblem('');
    try {
      const output = await engine.call('benchmark', null);
      setMeasured(output);
      announce(text.about.expect(text.seconds(PHOTO / output.model.megapixelsPerSecond)));
    } catch (error) {
      setProblem(errorText(error));
    }
    setState('idle');
  };
  return (
    <div class="room about">
      <h1>{text.about.heading}</h1>
      <div class="cards">
        {text.about.steps.map(([title, words], i) => (
          <article key={title}>
            <PipelineDrawing index={i} />
            <h2>{title}</h2>
            <p>{words}</p>
          </article>
        ))}
      </div>
      <section>
        <h2>{text.about.benchmark}</h2>
        <button type="button" class="primary" id="benchmark" disabled={state === 'running'} onClick={run}>
          {state === 'running' ? text.about.running : text.about.run}
        </button>
        {measured && facts && (
          <div id="benchmark-result">
            <p>
              {text.about.measured(
                whereText(facts),
                measured.convolution.gigaMultiplyAdds.toFixed(1),
                measured.model.megapixelsPerSecond.toFixed(2),
              )}
            </p>
            <p>{text.about.expect(text.seconds(PHOTO / measured.model.megapixelsPerSecond))}</p>
          </div>
        )}
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
      </section>
      <section>
        <h2>{text.about.limits}</h2>
        <ul>
          {text.about.limitsText.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{text.about.papers}</h2>
        <ul>
          {PAPERS.map(([title, url]) => (
            <li key={url}>
              <a href={url} rel="noreferrer">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{text.about.licences}</h2>
        <p>{text.about.licencesText}</p>
      </section>
    </div>
  );
};
