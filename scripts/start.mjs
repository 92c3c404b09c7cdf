// npm start: builds what the command needs and upscales the sample picture.
import { run, tool } from './run.mjs';

const ok =
  tool('turbo', ['run', 'build', '--filter=srkit', '--output-logs=errors-only']) &&
  run(process.execPath, [
    'apps/cli/dist/main.js',
    'upscale',
    'samples/harbour.png',
    '-o',
    'out/harbour_x4.png',
    '--overwrite',
  ]);
process.exit(ok ? 0 : 1);
