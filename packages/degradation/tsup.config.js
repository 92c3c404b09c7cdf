import { library } from '../../tsup.base';
export default library(['src/index.ts', 'src/workers/index.ts', 'src/workers/degradation-worker.ts']);
