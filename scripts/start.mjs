// npm start: upscales the sample picture with the command as it is in the sources.
import { run } from './run.mjs';

const ok = run(process.execPath, [
  'apps/cli/bin/srkit.js',
  'upscale',
  'samples/harbour.png',
  '-o',
  'out/harbour_x4.png',
  '--overwrite',
]);
process.exit(ok ? 0 : 1);
