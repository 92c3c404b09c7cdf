// Asks the route of Next's example for a picture, and with what is none.
import { readFileSync } from 'node:fs';
import { POST } from './examples/next-route/app/api/upscale/route.js';

const ask = (body) => POST(new Request('http://localhost/api/upscale', { method: 'POST', body }));
const answer = await ask(readFileSync('small.png'));
const refusal = await ask('no picture');
console.log(
  `${answer.status} ${answer.headers.get('Content-Type')}, ${refusal.status} ${(await refusal.json()).code}`,
);
process.exit();
