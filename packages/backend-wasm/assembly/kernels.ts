// The backend's kernels, one WebAssembly module. Every export has the form (parameters, chunk, thread): it does one
// part of a job, which any thread may take.

export * from './pack';
export * from './tap-convolution';
export * from './tap-gradient';
export * from './winograd';
export * from './winograd-filter';
export * from './winograd-gradient';
