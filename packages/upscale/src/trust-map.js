import { bitDepthOf, ShapeError } from '@srkit/core';
import { planeOf, shrunken } from './low-frequencies';

/** The picture itself comes for nothing. */
const FORMS = [
  { turned: false, flipX: true, flipY: false },
  { turned: false, flipX: false, flipY: true },
  { turned: true, flipX: false, flipY: true },
];
/** Of work that has several parts of the same size. */
const part = (work, n, of) => ({
  signal: work.signal,
  onProgress: ({ done, total, unit }) =>
    work.onProgress?.({ done: total > 0 ? (n * total + done) / of : 0, total, unit }),
});
/** A picture in another form. Turned, its rows become columns. */
export const inForm = (raster, { turned, flipX, flipY }) => {
  const { width, height, channels, data } = raster;
  const [columns, rows] = turned ? [height, width] : [width, height];
  const out = new data.constructor(data.length);
  for (let y = 0, to = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const [fx, fy] = [flipX ? columns - 1 - x : x, flipY ? rows - 1 - y : y];
      const from = ((turned ? fx : fy) * width + (turned ? fy : fx)) * channels;
      for (let c = 0; c < channels; c++) out[to++] = data[from + c];
    }
  }
  return { width: columns, height: rows, channels, data: out };
};
/** Calls `visit` with each sample of a result in `form` and the index it has in the picture's own. */
const eachBack = ({ width, channels, data, height }, { turned, flipX, flipY }, visit) => {
  const own = turned ? height : width;
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fx, fy] = [flipX ? width - 1 - x : x, flipY ? height - 1 - y : y];
      const at = ((turned ? fx : fy) * own + (turned ? fy : fx)) * channels;
      for (let c = 0; c < channels; c++) visit(at + c, data[from++]);
    }
  }
};
const figures = (values) => {
  const sorted = Float32Array.from(values).sort();
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    p95: sorted[Math.floor(0.95 * (sorted.length - 1))],
    largest: sorted.at(-1),
  };
};
/**
 * Tells where a result agrees with its picture, and with what the network makes of the picture's flipped and turned forms.
 * It costs three more results.
 *
 * @param result What `enlarge` made of `picture`, at the network's own scale.
 * @param enlarge Enlarges a form of the picture. With references it turns those as well: `inForm`.
 * @throws ShapeError when the result's sides are no multiple of the picture's.
 */
export const trustMap = async (picture, result, enlarge, work = {}) => {
  const { width, height, channels } = result;
  const scale = width / picture.width;
  if (!Number.isInteger(scale) || height !== picture.height * scale || channels !== picture.channels) {
    throw new ShapeError(
      'E_SHAPE_SIZE',
      `trustMap: the result is ${width}x${height} with ${channels} channels for a picture of ${picture.width}x${picture.height} with ${picture.channels}, expected a whole multiple. Leave outscale out.`,
    );
  }
  const maximum = bitDepthOf(result) === 16 ? 65535 : 255;
  const sums = Float32Array.from(result.data, (value) => value / maximum);
  const squares = sums.map((value) => value ** 2);
  for (const [n, form] of FORMS.entries()) {
    work.signal?.throwIfAborted();
    const turn = (raster) => inForm(raster, form);
    const other = await enlarge(turn(picture), turn, part(work, n, FORMS.length));
    eachBack(other, form, (at, value) => {
      sums[at] += value / maximum;
      squares[at] += (value / maximum) ** 2;
    });
  }
  const count = FORMS.length + 1;
  const colours = channels < 3 ? 1 : 3;
  const disagreement = new Float32Array(width * height);
  const infidelity = new Float32Array(picture.width * picture.height);
  for (let c = 0; c < colours; c++) {
    for (let i = 0; i < disagreement.length; i++) {
      const mean = sums[i * channels + c] / count;
      const variance = Math.max(0, squares[i * channels + c] / count - mean ** 2);
      disagreement[i] += Math.sqrt(variance) / colours;
    }
    const [own, again] = [planeOf(picture, c, maximum), shrunken(result, c, scale, maximum)];
    for (let i = 0; i < infidelity.length; i++) infidelity[i] += Math.abs(own[i] - again[i]) / colours;
  }
  return {
    width,
    height,
    disagreement,
    columns: picture.width,
    rows: picture.height,
    infidelity,
    summary: { disagreement: figures(disagreement), infidelity: figures(infidelity), forms: count },
  };
};
