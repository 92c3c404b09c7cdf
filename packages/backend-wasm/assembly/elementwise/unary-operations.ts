// What four numbers give. The classes have no instances: they carry an operation into a loop. `p` and `q` are the
// operation's own numbers, where it has some.

import { exp, expm1, log, log1p, sigmoid } from './exponential';

/** By pseudo-maxima, one instruction each, which keep NaN in x; 0 is added because -0 is to become 0. */
@unmanaged
export class Relu {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    const zero = f32x4.splat(0);
    return f32x4.pmax(f32x4.add(x, zero), zero);
  }
}

@unmanaged
export class Relu6 {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    const zero = f32x4.splat(0);
    return f32x4.pmin(f32x4.pmax(f32x4.add(x, zero), zero), f32x4.splat(6));
  }
}

/** p: the slope below 0. */
@unmanaged
export class LeakyRelu {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, f32x4.splat(0)));
  }
}

@unmanaged
export class Elu {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(x, expm1(x), f32x4.ge(x, f32x4.splat(0)));
  }
}

@unmanaged
export class Sigmoid {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return sigmoid(x);
  }
}

/** (e^2|x| - 1) / (e^2|x| + 1) with the sign of x; 1 from |x| = 20 on, long before it would overflow. */
@unmanaged
export class Tanh {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    const magnitude = f32x4.abs(x);
    const e = expm1(f32x4.pmin(f32x4.add(magnitude, magnitude), f32x4.splat(40)));
    const result = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
    return v128.bitselect(x, result, f32x4.splat(-0.0));
  }
}

@unmanaged
export class Exp {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return exp(x);
  }
}

/** With the sign of x, which -0 keeps. */
@unmanaged
export class Expm1 {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(x, expm1(x), f32x4.splat(-0.0));
  }
}

@unmanaged
export class Log {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return log(x);
  }
}

@unmanaged
export class Log1p {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return log1p(x);
  }
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
@unmanaged
export class Softplus {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.add(f32x4.max(x, f32x4.splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
  }
}

@unmanaged
export class Sqrt {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.sqrt(x);
  }
}

@unmanaged
export class Rsqrt {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  }
}

@unmanaged
export class Square {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.mul(x, x);
  }
}

@unmanaged
export class Negate {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.neg(x);
  }
}

@unmanaged
export class Abs {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.abs(x);
  }
}

/** NaN gives 0, as in tfjs. */
@unmanaged
export class Sign {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    const zero = f32x4.splat(0);
    const one = f32x4.splat(1);
    return f32x4.sub(v128.and(f32x4.gt(x, zero), one), v128.and(f32x4.lt(x, zero), one));
  }
}

/** 1 above 0, p below; NaN stays. */
@unmanaged
export class Step {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    const step = v128.bitselect(f32x4.splat(1), p, f32x4.gt(x, f32x4.splat(0)));
    return v128.bitselect(step, x, f32x4.eq(x, x));
  }
}

@unmanaged
export class Reciprocal {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.div(f32x4.splat(1), x);
  }
}

/** Between p and q; where p > q, tfjs looks at the upper bound first. */
@unmanaged
export class Clip {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(q, v128.bitselect(p, x, f32x4.lt(x, p)), f32x4.gt(x, q));
  }
}

@unmanaged
export class Floor {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.floor(x);
  }
}

@unmanaged
export class Ceil {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.ceil(x);
  }
}

/** Halves to the even neighbour. */
@unmanaged
export class Round {
  @inline
  apply(x: v128, p: v128, q: v128): v128 {
    return f32x4.nearest(x);
  }
}
