import 'img-comparison-slider';
import type { ComponentChildren, HTMLAttributes, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useRefresh } from '../shell/use-refresh';
import { text } from '../text/text';
import { draw, type Shown } from './draw';
import { cornerOf, moveBy, type Size, type Viewport, WHOLE, zoomOf, zoomTo } from './viewport';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'img-comparison-slider': HTMLAttributes<HTMLElement> & { handle?: string; value?: string };
    }
  }
}

interface CompareProps {
  readonly before: Shown | undefined;
  readonly after: Shown | undefined;
  readonly beforeLabel?: string;
  readonly afterLabel?: string;
  /** Buttons beside those of the zoom. */
  readonly children?: ComponentChildren;
}

/** Device pixels that an arrow key moves the picture by. */
const STEP = 80;
const FACTOR = 1.25;

/** Two pictures of one thing over each other, with a divider, zoom and pan. What is drawn is never larger than the view. */
export const Compare = ({ before, after, beforeLabel, afterLabel, children }: CompareProps): JSX.Element => {
  const stage = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLElement>(null);
  const first = useRef<HTMLCanvasElement>(null);
  const second = useRef<HTMLCanvasElement>(null);
  const [viewport, setViewport] = useState<Viewport>(WHOLE);
  const [view, setView] = useState<Size>({ width: 1, height: 1 });
  const picture: Size = after ?? before ?? { width: 1, height: 1 };
  const key = `${picture.width}x${picture.height}`;
  const zoom = zoomOf(viewport, view, picture);

  useEffect(() => setViewport(WHOLE), [key]);

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      const ratio = window.devicePixelRatio || 1;
      setView({
        width: Math.max(1, Math.round(width * ratio)),
        height: Math.max(1, Math.round(height * ratio)),
      });
    });
    observer.observe(stage.current!);
    return () => observer.disconnect();
  }, []);

  const refresh = useRefresh();
  useLayoutEffect(() => {
    const corner = cornerOf(viewport, view, picture);
    for (const [canvas, shown] of [
      [first.current!, before],
      [second.current!, after],
    ] as const) {
      if (canvas.width !== view.width || canvas.height !== view.height) Object.assign(canvas, view);
      if (shown?.parts) shown.parts.onPart = refresh;
      // Each has pixels of its own size.
      draw(canvas, shown, corner, zoom * (shown ? picture.width / shown.width : 1), shown === before);
    }
  });

  const apply = (change: (now: Viewport) => Viewport): void => setViewport((now) => change(now));
  const zoomBy = (factor: number, point?: { x: number; y: number }): void =>
    apply((now) => zoomTo(now, zoomOf(now, view, picture) * factor, view, picture, point));
  const ratio = window.devicePixelRatio || 1;
  const pointOf = (event: { clientX: number; clientY: number }): { x: number; y: number } => {
    const box = stage.current!.getBoundingClientRect();
    return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [STEP, 0],
      ArrowRight: [-STEP, 0],
      ArrowUp: [0, STEP],
      ArrowDown: [0, -STEP],
    };
    const move = moves[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move && (event.shiftKey || move[1] !== 0)) {
      event.stopPropagation();
      if (zoom > 0 && viewport.zoom !== null) event.preventDefault();
      apply((now) => moveBy(now, move[0], move[1], view, picture));
    } else if (event.key === '+' || event.key === '=') zoomBy(FACTOR);
    else if (event.key === '-') zoomBy(1 / FACTOR);
    else if (event.key === '0') setViewport(WHOLE);
    else if (event.key === '1') apply((now) => zoomTo(now, 1, view, picture));
    else if (event.key === '4') apply((now) => zoomTo(now, 4, view, picture));
  };

  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const onPointerDown = (event: PointerEvent): void => {
    // The divider's handle is the slider's own.
    const handle = slider.current?.querySelector('.handle')?.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (handle && x >= handle.left && x <= handle.right && y >= handle.top && y <= handle.bottom) return;
    pointers.current.set(event.pointerId, pointOf(event));
    stage.current!.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const was = pointers.current.get(event.pointerId);
    if (!was) return;
    const now = pointOf(event);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    if (other) {
      const distance = (point: { x: number; y: number }): number =>
        Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
      zoomBy(distance(now) / distance(was), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else apply((current) => moveBy(current, now.x - was.x, now.y - was.y, view, picture));
  };
  const onPointerEnd = (event: PointerEvent): void => void pointers.current.delete(event.pointerId);

  useEffect(() => {
    const element = stage.current!;
    // Passive listeners could not keep the page from scrolling.
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && viewport.zoom === null && event.deltaY > 0) return;
      event.preventDefault();
      zoomBy(event.deltaY < 0 ? FACTOR : 1 / FACTOR, pointOf(event));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });

  const isAt = (wanted: number | null): boolean =>
    wanted === null ? viewport.zoom === null : viewport.zoom !== null && Math.abs(zoom - wanted) < 1e-3;
  const button = (label: string, wanted: number | null, onClick: () => void): JSX.Element => (
    <button type="button" aria-pressed={isAt(wanted)} onClick={onClick}>
      {label}
    </button>
  );

  return (
    <div class="compare">
      <div
        class="stage"
        ref={stage}
        onKeyDownCapture={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        data-zoom={zoom.toFixed(4)}
      >
        <img-comparison-slider
          ref={slider}
          handle="true"
          class="rendered"
          role="group"
          aria-label={text.compare.label}
        >
          <canvas slot="first" ref={first} />
          <canvas slot="second" ref={second} />
          <span slot="handle" class="handle" aria-hidden="true">
            ⟺
          </span>
        </img-comparison-slider>
        {before && <span class="tag left">{beforeLabel ?? text.compare.before}</span>}
        {after && <span class="tag right">{afterLabel ?? text.compare.after}</span>}
      </div>
      <div class="bar">
        <fieldset class="segmented" aria-label={text.compare.toolbar}>
          {button(text.compare.fit, null, () => setViewport(WHOLE))}
          {button(text.compare.zoom(100), 1, () => apply((now) => zoomTo(now, 1, view, picture)))}
          {button(text.compare.zoom(400), 4, () => apply((now) => zoomTo(now, 4, view, picture)))}
        </fieldset>
        <output class="quiet">{text.compare.zoom(Math.round(zoom * 100))}</output>
        <span class="grow" />
        {children}
      </div>
    </div>
  );
};
