// Truth values, a byte each. Whatever is not 0 is true, and passes through as JavaScript's && and || do it.

/** Two tensors of one shape; the host writes it. Counts in bytes. */
@unmanaged
class LogicalJob {
  a: usize;
  b: usize;
  y: usize;
  count: i32;
  /** A multiple of 16. */
  perChunk: i32;
}

@unmanaged
class And {
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.andnot(b, i8x16.eq(a, i8x16.splat(0)));
  }
}

@unmanaged
class Or {
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.bitselect(b, a, i8x16.eq(a, i8x16.splat(0)));
  }
}

/** Of a alone; b is the same tensor. */
@unmanaged
class Not {
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.and(i8x16.eq(a, i8x16.splat(0)), i8x16.splat(1));
  }
}

@inline
function logical<Operation>(params: usize, chunk: i32): void {
  const job = changetype<LogicalJob>(params);
  const operation = changetype<Operation>(0);
  const first = chunk * job.perChunk;
  // Tensors end on whole cache lines: the last vector may run over the end.
  const end = min(first + job.perChunk, job.count);
  for (let i = first; i < end; i += 16) {
    v128.store(job.y + i, operation.apply(v128.load(job.a + i), v128.load(job.b + i)));
  }
}

export function andChunk(params: usize, chunk: i32, thread: i32): void {
  logical<And>(params, chunk);
}

export function orChunk(params: usize, chunk: i32, thread: i32): void {
  logical<Or>(params, chunk);
}

export function notChunk(params: usize, chunk: i32, thread: i32): void {
  logical<Not>(params, chunk);
}
