const { createHash } = require('node:crypto');
const { degradationOptions, sample } = require('@srkit/degradation');
const { DegradationWorkers } = require('@srkit/degradation/workers');

const main = async () => {
  const shape = [1, 96, 80, 3];
  const data = Uint8Array.from({ length: 96 * 80 * 3 }, (_, i) => 128 + 100 * Math.sin(i * 0.01));
  const recipe = sample(degradationOptions('realesrgan-x4plus', { gtSize: null }), 7, shape);
  const workers = new DegradationWorkers({ workers: 1 });
  const { lq } = await workers.apply({ data, shape }, recipe);
  await workers.close();
  const digest = createHash('sha256').update(new Uint8Array(lq.data.slice().buffer)).digest('hex');
  console.log(`${lq.shape[2]}x${lq.shape[1]} ${digest}`);
};

main();
