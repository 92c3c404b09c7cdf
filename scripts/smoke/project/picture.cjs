// The picture that every part of the smoke test enlarges, and how its result is printed.
const { createHash } = require('node:crypto');

const [width, height] = [12, 8];
const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37 + (i >> 4) * 91) % 256);

exports.picture = { width, height, channels: 3, data };

exports.describe = ({ width, height, data }) =>
  `${width}x${height} ${createHash('sha256').update(data).digest('hex')}`;
