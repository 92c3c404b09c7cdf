import type { JSX } from 'preact';

const SIDE = 12;

/** A little picture of squares, each as dark as `shade` says, 0..1. */
const grid = (
  x: number,
  y: number,
  count: number,
  size: number,
  shade: (i: number, j: number) => number,
): JSX.Element[] =>
  Array.from({ length: count * count }, (_, n) => {
    const [i, j] = [n % count, Math.floor(n / count)];
    const side = size / count;
    return (
      <rect
        key={`${x}-${n}`}
        {...{ x: x + i * side, y: y + j * side, width: side + 0.3, height: side + 0.3 }}
        fill="currentColor"
        opacity={0.1 + 0.8 * shade(i, j)}
      />
    );
  });

/** A disc, as sharp as there are squares. */
const disc = (count: number) => (i: number, j: number) => {
  const distance = Math.hypot((i + 0.5) / count - 0.5, (j + 0.5) / count - 0.5);
  return Math.min(1, Math.max(0, (0.38 - distance) * count * 0.8 + 0.5));
};

const arrow = (x: number): JSX.Element => (
  <path d={`M${x} 50h22m-7-6l7 6-7 6`} fill="none" stroke="currentColor" stroke-width="3" />
);

const network = (x: number): JSX.Element => (
  <>
    {[0, 1, 2, 3].map((i) => (
      <rect
        key={i}
        {...{ x: x + i * 16, y: 20 + i * 4, width: 9, height: 60 - i * 8 }}
        rx="3"
        fill="var(--accent)"
      />
    ))}
  </>
);

/** One of the four pictures of how it works. */
export const PipelineDrawing = ({ index }: { readonly index: number }): JSX.Element => (
  <svg viewBox="0 0 280 100" aria-hidden="true">
    {index === 0 && [grid(10, 15, SIDE * 2, 70, disc(SIDE * 2)), arrow(100), grid(140, 32, 6, 36, disc(6))]}
    {index === 1 && [
      grid(10, 32, 6, 36, disc(6)),
      arrow(60),
      network(96),
      arrow(170),
      grid(204, 15, SIDE * 2, 70, disc(SIDE * 2)),
    ]}
    {index === 2 && (
      <>
        <rect
          x="40"
          y="15"
          width="200"
          height="70"
          rx="8"
          fill="none"
          stroke="currentColor"
          stroke-width="3"
        />
        <path d="M40 32h200" stroke="currentColor" stroke-width="3" />
        <g transform="translate(36 21) scale(0.75)">{network(110)}</g>
      </>
    )}
    {index === 3 &&
      [0, 1, 2, 3].map((i) => (
        <rect
          key={i}
          {...{ x: 60, y: 10 + i * 21, width: 160, height: 18 }}
          rx="3"
          fill={i === 1 ? 'var(--accent)' : 'currentColor'}
          opacity={i < 1 ? 0.85 : i === 1 ? 1 : 0.2}
        />
      ))}
  </svg>
);
