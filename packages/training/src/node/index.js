export { openRunFolder } from './open-run-folder';
