// How numbers become one. Everything is reduced in float64, as tfjs's cpu backend does. The classes have no instances:
// they carry an operation into a loop.

@unmanaged
export class Sum {
  @inline
  identity(): f64 {
    return 0;
  }

  @inline
  pair(a: v128, b: v128): v128 {
    return f64x2.add(a, b);
  }

  @inline
  one(a: f64, b: f64): f64 {
    return a + b;
  }
}

@unmanaged
export class Product {
  @inline
  identity(): f64 {
    return 1;
  }

  @inline
  pair(a: v128, b: v128): v128 {
    return f64x2.mul(a, b);
  }

  @inline
  one(a: f64, b: f64): f64 {
    return a * b;
  }
}

/** NaN where one is NaN. */
@unmanaged
export class Maximum {
  @inline
  identity(): f64 {
    return -Infinity;
  }

  @inline
  pair(a: v128, b: v128): v128 {
    return f64x2.max(a, b);
  }

  @inline
  one(a: f64, b: f64): f64 {
    return max(a, b);
  }
}

@unmanaged
export class Minimum {
  @inline
  identity(): f64 {
    return Infinity;
  }

  @inline
  pair(a: v128, b: v128): v128 {
    return f64x2.min(a, b);
  }

  @inline
  one(a: f64, b: f64): f64 {
    return min(a, b);
  }
}
