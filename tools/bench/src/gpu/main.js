import { parseArgs } from 'node:util';
import { measureAll } from './measure-all';
const USAGE = `Usage: node gpu.mjs [options]
Times networks, training steps and kernels on the graphics card, tfjs's kernels beside ours, checks ours against the cpu
backend, and watches the allocated memory.
  --small          tiny sizes, to try the program on a software adapter
  --only TEXT      only rows whose name contains TEXT
  --ours           leaves out tfjs's kernels
  --seconds N      begins no row after so many, default 150`;
const { values } = parseArgs({
    options: {
        small: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        ours: { type: 'boolean', default: false },
        seconds: { type: 'string', default: '150' },
        help: { type: 'boolean', short: 'h', default: false },
    },
});
if (values.help) {
    console.log(USAGE);
}
else {
    const { small, only, ours } = values;
    // A process with Dawn in it does not end by itself.
    measureAll({ small, only, ours, seconds: Number(values.seconds) }).then((failures) => process.exit(failures === 0 ? 0 : 1), (error) => {
        console.error(error);
        process.exit(1);
    });
}
