/** A size in pixels. */
export interface ScaledSize {
  readonly width: number;
  readonly height: number;
}

const SCALES = [0.75, 0.5, 1 / 3];

/** What the shorter side of the last one is. */
const SHORTEST = 400;

/**
 * The sizes that Real-ESRGAN's `generate_multiscale_DF2K.py` shrinks a picture to, with Pillow's Lanczos: three scales, and
 * one whose shorter side is 400. The files are named `{stem}T0` to `{stem}T3`.
 */
export const multiscaleSizes = ({ width, height }: ScaledSize): ScaledSize[] => {
  const scaled = SCALES.map((scale) => ({
    width: Math.max(1, Math.trunc(width * scale)),
    height: Math.max(1, Math.trunc(height * scale)),
  }));
  const last =
    width < height
      ? { width: SHORTEST, height: Math.trunc(SHORTEST * (height / width)) }
      : { width: Math.trunc(SHORTEST * (width / height)), height: SHORTEST };
  return [...scaled, last];
};
