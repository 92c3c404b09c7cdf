import { library } from '../../tsup.base';
export default library(['src/index.ts', 'src/contracts/index.ts', 'src/node/index.ts']);
