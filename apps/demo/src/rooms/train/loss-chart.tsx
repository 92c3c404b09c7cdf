import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { text } from '../../text/text';

export type Points = readonly (readonly [iteration: number, value: number])[];

const HEIGHT = 240;

/** Steps of the iterations' axis: there are no halves of them. */
const WHOLE = [1, 2, 5]
  .flatMap((step) => [1, 10, 100, 1000, 10_000].map((power) => step * power))
  .sort((a, b) => a - b);

/** A loss with as many digits as tell it from the next mark of the axis. */
const decimal = (value: number, step: number): string =>
  value.toFixed(Math.min(8, Math.max(2, Math.ceil(-Math.log10(step)) + 1)));

/** The loss by iteration. */
export const LossChart = ({ points }: { readonly points: Points }): JSX.Element => {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const data = [points.map(([x]) => x), points.map(([, y]) => y)] as [number[], number[]];
  useEffect(() => {
    const width = place.current!.clientWidth;
    // Asked each time it is drawn: dark may become light.
    const stroke = (): string => (place.current ? getComputedStyle(place.current).color : '');
    const axis: uPlot.Axis = { stroke, grid: { stroke: 'rgb(128 128 128 / 0.25)' } };
    const made = new uPlot(
      {
        width,
        height: HEIGHT,
        scales: { x: { time: false } },
        series: [
          { label: text.train.iteration },
          {
            label: text.train.loss,
            stroke: '#2f7de1',
            width: 2,
            value: (_, value) => value?.toFixed(4) ?? '',
          },
        ],
        axes: [
          { ...axis, incrs: WHOLE },
          {
            ...axis,
            size: 64,
            values: (_, ticks, __, ___, step) => ticks.map((tick) => decimal(tick, step)),
          },
        ],
      },
      data,
      place.current!,
    );
    plot.current = made;
    const observer = new ResizeObserver(([entry]) =>
      made.setSize({ width: Math.floor(entry!.contentRect.width), height: HEIGHT }),
    );
    observer.observe(place.current!);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => made.redraw();
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      observer.disconnect();
      made.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(data), [points.length]);
  return (
    <div ref={place} class="chart" role="img" aria-label={text.train.loss} data-points={points.length} />
  );
};
