import { BROWSER } from './platform/browser';
import { registerSrkitWasm } from './register';
export { SrkitWasmBackend } from './backend';
export { startSrkitWasm } from './register';
registerSrkitWasm(BROWSER);
