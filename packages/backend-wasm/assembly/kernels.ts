// The backend's kernels, one WebAssembly module. Every export has the form (parameters, chunk, thread): it does one
// part of a job, which any thread may take.

export * from './adam-step';
export * from './deform/deform-filter';
export * from './deform/deform-filter-gradient';
export * from './deform/deform-forward';
export * from './deform/deform-input-gradient';
export * from './deform/deform-sampling-gradient';
export * from './elementwise/add-n';
export * from './elementwise/binary';
export * from './elementwise/compare';
export * from './elementwise/convert';
export * from './elementwise/fill';
export * from './elementwise/logical';
export * from './elementwise/select';
export * from './elementwise/unary';
export * from './match/match-diagonals';
export * from './match/patch-norms';
export * from './pack';
export * from './reduce/combine';
export * from './reduce/reduce';
export * from './reduce/softmax';
export * from './tap-convolution';
export * from './tap-gradient';
export * from './winograd';
export * from './winograd-filter';
export * from './winograd-gradient';
export * from './movement/copy-strided';
export * from './movement/gather';
export * from './movement/pad';
export * from './movement/scatter-add';
export * from './pool/pool';
export * from './pool/pool-gradient';
export * from './resample/nearest';
export * from './resample/resample';
export * from './depthwise/depthwise';
export * from './depthwise/depthwise-filter-gradient';
