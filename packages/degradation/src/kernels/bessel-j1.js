/** Where the asymptotic series takes over. Its smallest term there is near exp(-2 * 25), below double precision. */
const ASYMPTOTIC_FROM = 25;
/** Points on the whole circle of the quadrature. Its error is near J_63(x), below 1e-17 for x up to 25. */
const CIRCLE_POINTS = 64;
/** More terms than are ever above double precision from `ASYMPTOTIC_FROM` on. */
const MAX_TERMS = 40;
/**
 * Bessel's integral J1(x) = 2/pi * integral over 0..pi/2 of sin(t) sin(x sin t), by the trapezoid rule. The rule
 * converges exponentially, because the integrand is periodic and analytic.
 */
const byQuadrature = (x) => {
    const quarter = CIRCLE_POINTS / 4;
    let sum = Math.sin(x) / 2;
    for (let j = 1; j < quarter; j++) {
        const sine = Math.sin((Math.PI / 2) * (j / quarter));
        sum += sine * Math.sin(x * sine);
    }
    return sum / quarter;
};
/** Hankel's expansion: sqrt(2 / (pi x)) * (P cos(x - 3pi/4) - Q sin(x - 3pi/4)). */
const byAsymptotics = (x) => {
    let p = 1;
    let q = 0;
    let term = 1;
    for (let k = 1; k < MAX_TERMS; k++) {
        term *= (4 - (2 * k - 1) ** 2) / (k * 8 * x);
        if (Math.abs(term) < Number.EPSILON / 8)
            break;
        const signed = k % 4 === 2 || k % 4 === 3 ? -term : term;
        if (k % 2 === 0)
            p += signed;
        else
            q += signed;
    }
    // cos(x - 3pi/4) and sin(x - 3pi/4) by their sums: subtracting 3pi/4 first would cost digits of a large x.
    const [sine, cosine] = [Math.sin(x), Math.cos(x)];
    return (p * (sine - cosine) + q * (sine + cosine)) / Math.sqrt(Math.PI * x);
};
/** Bessel function of the first kind of order one, for any finite x, with an absolute error below 1e-14. */
export const besselJ1 = (x) => {
    const magnitude = Math.abs(x);
    const value = magnitude < ASYMPTOTIC_FROM ? byQuadrature(magnitude) : byAsymptotics(magnitude);
    return x < 0 ? -value : value;
};
