// What four pairs of numbers give. The classes have no instances: they carry an operation into a loop.

@unmanaged
export class Add {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

@unmanaged
export class Subtract {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

@unmanaged
export class Multiply {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

@unmanaged
export class Divide {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

/** NaN where one is NaN, as `Math.max`. */
@unmanaged
export class Maximum {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

@unmanaged
export class Minimum {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

@unmanaged
export class SquaredDifference {
  @inline
  apply(a: v128, b: v128): v128 {
    const difference = f32x4.sub(a, b);
    return f32x4.mul(difference, difference);
  }
}

/** a of the picture, b the slope. */
@unmanaged
export class PReLU {
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, f32x4.splat(0)));
  }
}

/** a the gradient of the ELU's result, b the result. */
@unmanaged
export class EluGradient {
  @inline
  apply(a: v128, b: v128): v128 {
    const slope = f32x4.add(b, f32x4.splat(1));
    return v128.bitselect(a, f32x4.mul(a, slope), f32x4.ge(b, f32x4.splat(0)));
  }
}

@unmanaged
export class Greater {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.gt(a, b);
  }
}

@unmanaged
export class GreaterEqual {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.ge(a, b);
  }
}

@unmanaged
export class Less {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.lt(a, b);
  }
}

@unmanaged
export class LessEqual {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.le(a, b);
  }
}

@unmanaged
export class Equal {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.eq(a, b);
  }
}

@unmanaged
export class NotEqual {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.ne(a, b);
  }
}
