/** Weight of a tile at the centre of output pixel `i`: 1 inside, falling linearly to 0 across each blended seam. */
const seamWeight = (i, core, reach, open) => {
  const rise = open.start ? 1 : (i + 0.5 - (core.start - reach)) / (2 * reach);
  const fall = open.end ? 1 : (core.end + reach - (i + 0.5)) / (2 * reach);
  return Math.min(1, Math.max(0, rise), Math.max(0, fall));
};
/**
 * Sums feathered patches in a band of rows. Weights of neighbouring tiles add up to one, so a finished row needs
 * no division; rows are handed on as soon as no later tile touches them.
 */
export class FeatheredRows {
  width;
  reach;
  channels;
  #top = 0;
  #band;
  #rows;
  /** @param width width of the output in pixels; @param reach output pixels on each side of a seam; @param channels that patches have. */
  constructor(width, reach, rows, channels) {
    this.width = width;
    this.reach = reach;
    this.channels = channels;
    this.#rows = rows;
    this.#band = new Float32Array(rows * width * channels);
  }
  /** Adds a tile's output, which covers its core and `reach` more on every inner side. */
  add(patch, core, edges) {
    const { reach, width } = this;
    const weights = Float32Array.from({ length: patch.width }, (_, i) =>
      seamWeight(patch.x + i, core.x, reach, edges.x),
    );
    for (let y = 0; y < patch.height; y++) {
      const weightY = seamWeight(patch.y + y, core.y, reach, edges.y);
      let to = ((patch.y + y - this.#top) * width + patch.x) * this.channels;
      let from = y * patch.width * this.channels;
      for (let x = 0; x < patch.width; x++) {
        const weight = weights[x] * weightY;
        for (let c = 0; c < this.channels; c++) this.#band[to++] += weight * patch.data[from++];
      }
    }
  }
  /** Hands on the rows before `end`, which are finished, and keeps the rest. */
  take(end) {
    const finished = end - this.#top;
    const cut = finished * this.width * this.channels;
    const data = this.#band.slice(0, cut);
    const patch = { x: 0, y: this.#top, width: this.width, height: finished, data };
    this.#band.copyWithin(0, cut, this.#rows * this.width * this.channels);
    this.#band.fill(0, (this.#rows - finished) * this.width * this.channels);
    this.#top = end;
    return patch;
  }
}
