import { NODE } from './platform/node';
import { registerSrkitWasm } from './register';
export { SrkitWasmBackend } from './backend';
export { startSrkitWasm } from './register';
registerSrkitWasm(NODE);
