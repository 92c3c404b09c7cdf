import type { UpscaleReport } from '@srkit/upscale';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { copyText } from '../../shell/words';
import { text } from '../../text/text';

const sides = ({ width, height, bitDepth }: UpscaleReport['input']): string =>
  `${width}×${height}${bitDepth === 16 ? ', 16 bit' : ''}`;

/** How a result came about: in a line, in full, and to be copied. */
export const Report = ({
  report,
  where,
}: {
  readonly report: UpscaleReport;
  readonly where: string;
}): JSX.Element => {
  const [copied, setCopied] = useState('');
  const json = JSON.stringify(report, null, 2);
  const { input, output, model, tiles, milliseconds, notes } = report;
  const pieces = tiles.bands
    ? text.upscale.bands(tiles.bands.size)
    : text.upscale.tiles(tiles.count, tiles.exact);
  const seconds = (milliseconds.total / 1000).toFixed(1);
  return (
    <div class="report">
      <p id="summary">{text.upscale.summary(sides(input), sides(output), model, where, pieces, seconds)}</p>
      {notes.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
      <details>
        <summary>{text.upscale.report}</summary>
        <textarea readOnly rows={12} aria-label={text.upscale.report} value={json} />
        <button
          type="button"
          onClick={async () => {
            if (await copyText(json)) setCopied(json);
          }}
        >
          {copied === json ? text.upscale.copied : text.upscale.copy}
        </button>
      </details>
    </div>
  );
};
