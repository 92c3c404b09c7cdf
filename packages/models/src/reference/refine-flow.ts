import { noGrad } from '@srkit/nn';
import {
  add,
  argMax,
  cast,
  clipByValue,
  conv2d,
  div,
  floor,
  gather,
  less,
  mean,
  minimum,
  mirrorPad,
  mul,
  pad,
  range,
  reshape,
  slice,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { REFERENCE_SCALE } from './levels';

/** Pixels by which a match may be moved, along each axis. */
const REACH = 3;
const SHIFTS = 2 * REACH + 1;
/** Pixels of a patch along a side: three features of four. Every other one is compared. */
const PATCH_PIXELS = 12;
const STEP = 2;
const SAMPLES = PATCH_PIXELS / STEP;
/** The first of them, so that they lie around the patch's middle. */
const FIRST = 1;
/** What a shift costs, so that where nothing tells shifts apart there is none: of the correlation, per squared pixel. */
const COST = 0.002;
const EPSILON = 1e-6;

/** Keys' cubic at a quarter of its width, which is how pictures are reduced by 4. */
const cubic = (x: number): number => {
  const t = Math.abs(x);
  if (t < 1) return 1.5 * t ** 3 - 2.5 * t ** 2 + 1;
  return t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0;
};
const RADIUS = 2 * REFERENCE_SCALE - 1;
const TAPS = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => cubic((i - RADIUS) / REFERENCE_SCALE));
const TOTAL = TAPS.reduce((total, tap) => total + tap, 0);

/** Mean of the colours, `[n, h, w]`. */
export const greyOf = (picture: Tensor4D): Tensor3D => mean(picture, 3);

/** A reference as blurred as a picture that was reduced by 4 and enlarged again, `[n, h, w]`, grey. */
export const blurredGrey = (reference: Tensor4D): Tensor3D =>
  tidy(() => {
    const kernel = tensor1d(TAPS.map((tap) => tap / TOTAL));
    const [n, h, w] = reference.shape;
    const around = (side: number): [number, number] => [
      Math.min(RADIUS, side - 1),
      Math.min(RADIUS, side - 1),
    ];
    const mirrored = mirrorPad(
      reshape(greyOf(reference), [n, h, w, 1]),
      [[0, 0], around(h), around(w), [0, 0]],
      'reflect',
    );
    const missing = (side: number): [number, number] => [RADIUS - around(side)[0], RADIUS - around(side)[1]];
    const padded = pad(mirrored, [[0, 0], missing(h), missing(w), [0, 0]]) as Tensor4D;
    const rows = conv2d(padded, reshape(kernel, [TAPS.length, 1, 1, 1]) as Tensor4D, 1, 'valid');
    return reshape(conv2d(rows, reshape(kernel, [1, TAPS.length, 1, 1]) as Tensor4D, 1, 'valid'), [n, h, w]);
  });

/**
 * Offsets of the reference's samples from its patch: those that lie at one parity of the shifts first, so that the samples of one
 * shift lie beside each other.
 */
const OFFSETS = ((): readonly number[] => {
  const all = Array.from({ length: SHIFTS + PATCH_PIXELS - STEP }, (_, i) => i);
  return [...all.filter((i) => i % STEP === 0), ...all.filter((i) => i % STEP === 1)];
})();
const startOf = (shift: number): number => OFFSETS.indexOf(shift);

/** Pixels of `[n, h, w]` at rows and columns that are each `[n, patches, k]`; those outside are the nearest ones. `[n * patches, k, k]`. */
const pixelsAt = (picture: Tensor3D, rows: Tensor3D, columns: Tensor3D): Tensor3D => {
  const [n, h, w] = picture.shape;
  const [, patches, k] = rows.shape;
  const y = cast(clipByValue(rows, 0, h - 1), 'int32');
  const x = cast(clipByValue(columns, 0, w - 1), 'int32');
  const first = reshape(mul(range(0, n, 1, 'int32'), h * w), [n, 1, 1, 1]);
  const index = add(add(mul(reshape(y, [n, patches, k, 1]), w), reshape(x, [n, patches, 1, k])), first);
  return reshape(gather(reshape(picture, [-1]), reshape(cast(index, 'int32'), [-1]) as Tensor1D), [
    n * patches,
    k,
    k,
  ]);
};

/** Of a parabola through three values the place of its top, from the middle one, -0.5..0.5. */
const top = (left: Tensor, middle: Tensor, right: Tensor): Tensor => {
  const bend = sub(add(left, right), mul(middle, 2));
  return clipByValue(
    where(less(bend, -EPSILON), div(mul(sub(left, right), 0.5), sub(bend, EPSILON)), mul(bend, 0)),
    -0.5,
    0.5,
  );
};

/**
 * Where in a reference patches lie exactly: matches of features are known to whole features of four pixels, which is too coarse to
 * borrow fine detail. Looks for the shift of up to three pixels at which the patch's 12x12 pixels correlate most with the
 * reference, blurred as they are, and for its fraction by a parabola.
 *
 * @param query The enlarged picture, `[n, h, w]`, see `greyOf`.
 * @param reference `[n, hr, wr]`, see `blurredGrey`.
 * @param from Rows and columns of the patches' first pixels in the query, `[n, patches]` each.
 * @param to The same of what they matched.
 * @returns `[n, patches, 2]`, down before right, in pixels.
 */
export const patchShifts = (
  query: Tensor3D,
  reference: Tensor3D,
  from: readonly [rows: Tensor2D, columns: Tensor2D],
  to: readonly [rows: Tensor2D, columns: Tensor2D],
): Tensor3D =>
  noGrad(() =>
    tidy(() => {
      const [n, patches] = from[0].shape;
      const beside = (places: Tensor2D, offsets: readonly number[]): Tensor3D =>
        add(reshape(places, [n, patches, 1]), tensor1d([...offsets]));
      const own = Array.from({ length: SAMPLES }, (_, i) => FIRST + STEP * i);
      const theirs = OFFSETS.map((offset) => offset + FIRST - REACH);
      const count = SAMPLES ** 2;
      const asked = reshape(pixelsAt(query, beside(from[0], own), beside(from[1], own)), [-1, count]);
      const centred = sub(asked, mean(asked, 1, true));
      const unit = div(centred, sqrt(add(sum(square(centred), 1, true), EPSILON)));
      const seen = pixelsAt(reference, beside(to[0], theirs), beside(to[1], theirs));
      const scores: Tensor1D[] = [];
      for (let down = 0; down < SHIFTS; down++) {
        for (let right = 0; right < SHIFTS; right++) {
          scores.push(
            tidy(() => {
              const samples = reshape(
                slice(seen, [0, startOf(down), startOf(right)], [n * patches, SAMPLES, SAMPLES]),
                [-1, count],
              );
              const spread = sub(sum(square(samples), 1), div(square(sum(samples, 1)), count));
              const cost = COST * ((down - REACH) ** 2 + (right - REACH) ** 2);
              return sub(
                div(sum(mul(unit, samples), 1), sqrt(add(clipByValue(spread, 0, count), EPSILON))),
                cost,
              ) as Tensor1D;
            }),
          );
        }
      }
      const all = stack(scores, 1);
      const best = argMax(all, 1);
      const flat = reshape(all, [-1]);
      const first = mul(range(0, n * patches), SHIFTS ** 2);
      const valueAt = (place: Tensor): Tensor => gather(flat, cast(add(first, place), 'int32') as Tensor1D);
      const down = floor(div(add(cast(best, 'float32'), 0.5), SHIFTS));
      const right = sub(cast(best, 'float32'), mul(down, SHIFTS));
      const middle = valueAt(best);
      const near = (place: Tensor, distance: number): Tensor => {
        // At the edge of what was looked at a side is not known: the best one stands for both, and bends nothing.
        const step = minimum(minimum(place, sub(SHIFTS - 1, place)), 1);
        const neighbour = (sign: number): Tensor => valueAt(add(best, mul(step, sign * distance)));
        return top(neighbour(-1), middle, neighbour(1));
      };
      const shift = (place: Tensor, distance: number): Tensor =>
        add(sub(place, REACH), near(place, distance));
      return reshape(stack([shift(down, SHIFTS), shift(right, 1)], 1), [n, patches, 2]);
    }),
  );

/**
 * A flow in features, right before down, made exact to fractions of a pixel by `patchShifts`.
 *
 * @param flow As `indexToFlow` gives it, `[n, h, w, 2]`; its last two rows and columns have no match and stay 0.
 * @param up The enlarged picture, `[n, 4h, 4w, 3]`.
 * @param reference `[n, hr, wr, 3]`.
 */
export const refineFlow = (flow: Tensor4D, up: Tensor4D, reference: Tensor4D): Tensor4D =>
  noGrad(() =>
    tidy(() => {
      const [n, h, w] = flow.shape;
      const [rows, columns] = [h - 2, w - 2];
      const matched = slice(flow, [0, 0, 0, 0], [n, rows, columns, 2]);
      const whole = [n, rows, columns] as const;
      const component = (i: number): Tensor3D =>
        reshape(slice(matched, [0, 0, 0, i], [...whole, 1]), [...whole]);
      const zeros = mul(component(0), 0);
      const row = add(zeros, reshape(range(0, rows), [1, rows, 1]));
      const column = add(zeros, reshape(range(0, columns), [1, 1, columns]));
      const pixels = (place: Tensor): Tensor2D => reshape(mul(place, REFERENCE_SCALE), [n, rows * columns]);
      const shifts = patchShifts(
        greyOf(up),
        blurredGrey(reference),
        [pixels(row), pixels(column)],
        [pixels(add(row, component(1))), pixels(add(column, component(0)))],
      );
      const turned = stack(
        [slice(shifts, [0, 0, 1], [n, rows * columns, 1]), slice(shifts, [0, 0, 0], [n, rows * columns, 1])],
        2,
      );
      const fractions = div(reshape(turned, [n, rows, columns, 2]), REFERENCE_SCALE);
      return add(
        flow,
        pad(fractions, [
          [0, 0],
          [0, 2],
          [0, 2],
          [0, 0],
        ]),
      ) as Tensor4D;
    }),
  );
