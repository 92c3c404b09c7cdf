/** Sides of something, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What part of a picture is seen: the point in the middle of the view, in its pixels, and the device pixels of one of them. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  /** null: the whole picture, whatever the view's size. */
  readonly zoom: number | null;
}

export const WHOLE: Viewport = { x: 0, y: 0, zoom: null };

const MAX_ZOOM = 16;
/** Pictures smaller than the view are enlarged to it up to here. */
const MAX_FIT = 4;

const clamp = (value: number, low: number, high: number): number =>
  low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value));

/** The zoom at which all of a picture is seen. */
export const fitZoom = (view: Size, picture: Size): number =>
  Math.min(view.width / picture.width, view.height / picture.height, MAX_FIT);

export const zoomOf = (viewport: Viewport, view: Size, picture: Size): number =>
  viewport.zoom ?? fitZoom(view, picture);

/** The same part, moved so that no more than necessary lies beside the picture. */
const inside = (x: number, y: number, zoom: number, view: Size, picture: Size): Viewport => {
  const [halfX, halfY] = [view.width / 2 / zoom, view.height / 2 / zoom];
  return {
    x: clamp(x, halfX, picture.width - halfX),
    y: clamp(y, halfY, picture.height - halfY),
    zoom,
  };
};

const middle = (viewport: Viewport, picture: Size): { x: number; y: number } =>
  viewport.zoom === null ? { x: picture.width / 2, y: picture.height / 2 } : viewport;

/** Another zoom, at which the picture stays where it is under a point of the view (device pixels; default: its middle). */
export const zoomTo = (
  viewport: Viewport,
  zoom: number,
  view: Size,
  picture: Size,
  point = { x: view.width / 2, y: view.height / 2 },
): Viewport => {
  const before = zoomOf(viewport, view, picture);
  const next = clamp(zoom, Math.min(fitZoom(view, picture), 1), MAX_ZOOM);
  const { x, y } = middle(viewport, picture);
  const [fromX, fromY] = [point.x - view.width / 2, point.y - view.height / 2];
  return inside(x + fromX / before - fromX / next, y + fromY / before - fromY / next, next, view, picture);
};

/** Moves the picture by device pixels. */
export const moveBy = (viewport: Viewport, dx: number, dy: number, view: Size, picture: Size): Viewport => {
  if (viewport.zoom === null) return viewport;
  const { x, y, zoom } = viewport;
  return inside(x - dx / zoom, y - dy / zoom, zoom, view, picture);
};

/** Where the picture's corner lies in the view, in device pixels. */
export const cornerOf = (viewport: Viewport, view: Size, picture: Size): { x: number; y: number } => {
  const zoom = zoomOf(viewport, view, picture);
  const { x, y } = middle(viewport, picture);
  return { x: view.width / 2 - x * zoom, y: view.height / 2 - y * zoom };
};
