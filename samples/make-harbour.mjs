// Draws samples/harbour.png, the picture that `npm start` enlarges: vector shapes rendered at four times the size,
// reduced, and saved as a strong JPEG once, so that there is something to restore. Run: node samples/make-harbour.mjs
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const [width, height] = [1024, 768];

/** A fixed sequence of numbers in [0, 1), so that the picture is the same every time. */
let state = 20;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const between = (low, high) => low + random() * (high - low);
const shapes = [];
const add = (text) => shapes.push(text);

add(`<defs>
  <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#27406f"/><stop offset=".6" stop-color="#e9a86a"/><stop offset="1" stop-color="#f7dc9c"/></linearGradient>
  <linearGradient id="sea" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#c9966b"/><stop offset=".35" stop-color="#3f5d7d"/><stop offset="1" stop-color="#15263d"/></linearGradient>
</defs>
<rect width="${width}" height="470" fill="url(#sky)"/><rect y="470" width="${width}" height="${height - 470}" fill="url(#sea)"/>
<circle cx="760" cy="330" r="46" fill="#fff1cf"/>`);

const ridge = (base, rough, colour) => {
  let points = `0,470 `;
  for (let x = 0; x <= width; x += 16)
    points += `${x},${base + Math.sin(x / 97) * rough + between(-rough, rough) / 3} `;
  add(`<polygon points="${points}${width},470" fill="${colour}"/>`);
};
ridge(380, 34, '#7d6d80');
ridge(410, 22, '#57516b');

let x = 8;
while (x < width - 40) {
  const wide = between(58, 110);
  const top = between(268, 372);
  const wall = `hsl(${between(8, 48)} ${between(25, 60)}% ${between(48, 76)}%)`;
  add(`<rect x="${x}" y="${top}" width="${wide}" height="${478 - top}" fill="${wall}"/>`);
  add(
    `<polygon points="${x - 5},${top} ${x + wide / 2},${top - between(28, 60)} ${x + wide + 5},${top}" fill="hsl(${between(4, 18)} 45% ${between(26, 38)}%)"/>`,
  );
  for (let row = top + 14; row < 450; row += 30) {
    for (let column = x + 9; column < x + wide - 16; column += 22) {
      const lit = random() < 0.3 ? '#ffe9a3' : '#2c3347';
      add(
        `<rect x="${column}" y="${row}" width="12" height="17" fill="${lit}" stroke="#f4ead8" stroke-width="2"/><path d="M${column + 6} ${row}v17M${column} ${row + 8}h12" stroke="#f4ead8" stroke-width="1.2"/>`,
      );
    }
  }
  x += wide + between(0, 5);
}
add(`<rect y="470" width="${width}" height="14" fill="#4d4238"/>`);
for (let i = 0; i < width; i += 26) add(`<rect x="${i}" y="470" width="2" height="14" fill="#2f2822"/>`);

for (let i = 0; i < 420; i++) {
  const y = 490 + random() ** 1.4 * 270;
  const long = between(6, 10 + (y - 480) / 4);
  add(
    `<path d="M${between(-20, width)} ${y}q${long / 2} ${between(-3, 3)} ${long} 0" stroke="${random() < 0.5 ? '#f2cf9b' : '#0f1e33'}" stroke-opacity="${between(0.15, 0.6)}" stroke-width="${between(1, 3)}" fill="none"/>`,
  );
}

const boat = (cx, y, size, hull, name) => {
  add(`<g transform="translate(${cx} ${y}) scale(${size})">
  <path d="M-120 0Q-95 44 -60 46H80Q112 40 128 -6Z" fill="${hull}"/><path d="M-120 0H128" stroke="#fff" stroke-width="5"/>
  <rect x="-50" y="-38" width="76" height="38" fill="#f3efe6"/><rect x="-42" y="-31" width="16" height="14" fill="#24435c"/><rect x="-18" y="-31" width="16" height="14" fill="#24435c"/>
  <path d="M44 -6V-210M44 -205L122 -12M44 -205L-112 -4M44 -150L100 -60" stroke="#32281f" stroke-width="3.2" fill="none"/>
  <path d="M38 -190V-50L-60 -50Z" fill="#efe4cd"/><path d="M38 -160L-38 -56M38 -130L-20 -54" stroke="#bda989" stroke-width="1.6"/>
  <text x="-22" y="30" font-family="DejaVu Sans, sans-serif" font-weight="bold" font-size="24" fill="#fff">${name}</text></g>`);
};
boat(250, 590, 1.15, '#9c2f2a', 'MARIE');
boat(690, 640, 1.35, '#1f5b62', 'SR-4X');
for (let i = 0; i < 5; i++)
  add(`<path d="M${90 + i * 190} 484V${528 + (i % 2) * 12}" stroke="#2b2118" stroke-width="9"/>`);

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
const small = await sharp(Buffer.from(svg))
  .removeAlpha()
  .resize(width / 4, height / 4, { kernel: 'cubic' })
  .jpeg({ quality: 82 })
  .toBuffer();
await sharp(small)
  .png({ compressionLevel: 9 })
  .toFile(fileURLToPath(new URL('harbour.png', import.meta.url)));
