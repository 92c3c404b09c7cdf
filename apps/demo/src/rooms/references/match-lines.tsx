import type { MatchMap, RefUpscaleReport } from '@srkit/upscale';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../text/text';
import { colourOf, mapPicture, matchAt } from './match-view';

interface LinesProps {
  readonly result: ImageBitmap;
  readonly references: readonly (ImageBitmap | undefined)[];
  readonly map: MatchMap;
  readonly report: RefUpscaleReport;
  /** Place in `references` of each reference that the engine was given. */
  readonly given: readonly number[];
  readonly showMap: boolean;
  readonly trust: ImageBitmap | undefined;
  readonly lines: boolean;
  readonly point: readonly [x: number, y: number];
  readonly onPoint: (x: number, y: number) => void;
}

const WIDTH = 1200;
const GAP = 24;
/** Lines across and down where nothing is pointed at. */
const GRID = 6;
const ARROW = 0.02;

/** The result on the left, the references on the right, and what came from where. */
export const MatchLines = (props: LinesProps): JSX.Element => {
  const { result, references, map, report, given, showMap, trust, lines, point, onPoint } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const left = WIDTH * 0.6;
  const height = Math.round((left * result.height) / result.width);
  const used = given.map((place) => references[place]);
  const slot = height / Math.max(1, used.length);
  /** Where a reference is drawn. */
  const boxOf = (i: number): { x: number; y: number; width: number; height: number } => {
    const bitmap = used[i];
    const [width, tall] = [WIDTH - left - GAP, slot - 8];
    const factor = bitmap ? Math.min(width / bitmap.width, tall / bitmap.height) : 1;
    return {
      x: left + GAP,
      y: i * slot,
      width: (bitmap?.width ?? width) * factor,
      height: (bitmap?.height ?? tall) * factor,
    };
  };
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, WIDTH, height);
    context.drawImage(result, 0, 0, left, height);
    if (showMap) {
      const overlay = new OffscreenCanvas(map.width, map.height);
      overlay.getContext('2d')?.putImageData(mapPicture(map, given), 0, 0);
      context.globalAlpha = 0.6;
      context.drawImage(overlay, 0, 0, left, height);
      context.globalAlpha = 1;
    }
    if (trust) context.drawImage(trust, 0, 0, left, height);
    for (const [i, bitmap] of used.entries()) {
      const box = boxOf(i);
      if (bitmap) context.drawImage(bitmap, box.x, box.y, box.width, box.height);
      context.strokeStyle = colourOf(given[i]!);
      context.lineWidth = 5;
      context.strokeRect(box.x, box.y, box.width, box.height);
    }
    const line = (x: number, y: number, wide: number): void => {
      const match = matchAt(map, x, y);
      const seen = match && report.references[match.reference]?.seenAs;
      if (!match || !seen) return;
      const box = boxOf(match.reference);
      context.strokeStyle = colourOf(given[match.reference]!);
      context.lineWidth = wide;
      context.beginPath();
      context.moveTo(x * left, y * height);
      context.lineTo(
        box.x + (match.to[0] / seen.width) * box.width,
        box.y + (match.to[1] / seen.height) * box.height,
      );
      context.stroke();
      context.beginPath();
      context.arc(x * left, y * height, 2.5 * wide, 0, 7);
      context.stroke();
    };
    if (lines) {
      for (let i = 0; i < GRID * GRID; i++)
        line(((i % GRID) + 0.5) / GRID, (Math.floor(i / GRID) + 0.5) / GRID, 1.5);
    }
    line(point[0], point[1], 4);
  });
  const onPointer = (event: PointerEvent): void => {
    const box = canvas.current!.getBoundingClientRect();
    const x = (((event.clientX - box.left) / box.width) * WIDTH) / left;
    if (x <= 1) onPoint(x, (event.clientY - box.top) / box.height);
  };
  const match = matchAt(map, point[0], point[1]);
  return (
    <figure>
      {/* A range in two directions has no element of its own. */}
      <canvas
        ref={canvas}
        class="matches"
        width={WIDTH}
        height={height}
        tabIndex={0}
        role="img"
        aria-label={text.references.hoverHint}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onKeyDown={(event) => {
          const moves: Record<string, [number, number]> = {
            ArrowLeft: [-ARROW, 0],
            ArrowRight: [ARROW, 0],
            ArrowUp: [0, -ARROW],
            ArrowDown: [0, ARROW],
          };
          const move = moves[event.key];
          if (!move) return;
          event.preventDefault();
          const inside = (value: number): number => Math.min(0.999, Math.max(0, value));
          onPoint(inside(point[0] + move[0]), inside(point[1] + move[1]));
        }}
      />
      <figcaption id="hover" class="row">
        {match ? (
          <>
            {match.weights.map(({ reference, weight }) => (
              <span key={reference} class="inline">
                <span class="dot" style={{ background: colourOf(given[reference]!) }} />
                {text.references.weight(given[reference]! + 1, Math.round(weight * 100))}
              </span>
            ))}
            <span class="quiet">{text.references.alike(match.correlation.toFixed(2))}</span>
          </>
        ) : (
          text.references.hoverHint
        )}
      </figcaption>
    </figure>
  );
};
