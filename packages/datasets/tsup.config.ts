import { library } from '../../tsup.base';

export default library([
  'src/index.ts',
  'src/index.browser.ts',
  'src/dataset-worker.ts',
  'src/prepare-worker.ts',
  'src/lmr/index.ts',
  'src/lmr/lmr-worker.ts',
]);
