export { drawOf } from './dataset';
export { DataLoader, } from './loader/data-loader';
