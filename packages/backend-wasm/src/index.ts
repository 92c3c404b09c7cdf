import { NODE } from './platform/node';
import { registerSrkitWasm } from './register';

export { SrkitWasmBackend } from './backend';

registerSrkitWasm(NODE);
