import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { text } from '../../text/text';

export type Points = readonly (readonly [iteration: number, value: number])[];

const HEIGHT = 240;

/** The loss by iteration. */
export const LossChart = ({ points }: { readonly points: Points }): JSX.Element => {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const data = [points.map(([x]) => x), points.map(([, y]) => y)] as [number[], number[]];
  useEffect(() => {
    const { color, width } = {
      color: getComputedStyle(place.current!).color,
      width: place.current!.clientWidth,
    };
    const axis = { stroke: color, grid: { stroke: 'rgb(128 128 128 / 0.25)' } };
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
        axes: [axis, { ...axis, size: 64 }],
      },
      data,
      place.current!,
    );
    plot.current = made;
    const observer = new ResizeObserver(([entry]) =>
      made.setSize({ width: Math.floor(entry!.contentRect.width), height: HEIGHT }),
    );
    observer.observe(place.current!);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(data), [points.length]);
  return (
    <div ref={place} class="chart" role="img" aria-label={text.train.loss} data-points={points.length} />
  );
};
