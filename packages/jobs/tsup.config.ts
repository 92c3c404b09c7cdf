import { library } from '../../tsup.base';

export default library([
  'src/index.ts',
  'src/index.browser.ts',
  'src/queue/index.ts',
  'src/objects/index.ts',
]);
