/**
 * Replaces the colour of fully transparent pixels by the mean of their neighbours', growing inwards from the
 * visible part, and leaves alpha as it is. Colours behind full transparency are arbitrary (often black), and the
 * network would smear them into the visible edge. Returns the picture itself when there is nothing to fill.
 */
export const fillTransparent = (raster) => {
  const { width, height, channels } = raster;
  if (channels !== 2 && channels !== 4) return raster;
  const count = width * height;
  const colours = channels - 1;
  const known = new Uint8Array(count);
  let visible = 0;
  for (let i = 0; i < count; i++) {
    if (raster.data[i * channels + colours] > 0) {
      known[i] = 1;
      visible++;
    }
  }
  if (visible === count || visible === 0) return raster;
  const data = raster.data.slice();
  const neighbours = (i, visit) => {
    const x = i % width;
    if (x > 0) visit(i - 1);
    if (x < width - 1) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i < count - width) visit(i + width);
  };
  const QUEUED = 2;
  let ring = [];
  for (let i = 0; i < count; i++) {
    if (known[i] !== 1) continue;
    neighbours(i, (j) => {
      if (known[j] === 0) {
        known[j] = QUEUED;
        ring.push(j);
      }
    });
  }
  const sums = new Float64Array(colours);
  while (ring.length > 0) {
    for (const i of ring) {
      sums.fill(0);
      let n = 0;
      neighbours(i, (j) => {
        if (known[j] !== 1) return;
        n++;
        for (let c = 0; c < colours; c++) sums[c] += data[j * channels + c];
      });
      for (let c = 0; c < colours; c++) data[i * channels + c] = Math.round(sums[c] / n);
    }
    const next = [];
    for (const i of ring) known[i] = 1;
    for (const i of ring) {
      neighbours(i, (j) => {
        if (known[j] === 0) {
          known[j] = QUEUED;
          next.push(j);
        }
      });
    }
    ring = next;
  }
  return { ...raster, data };
};
