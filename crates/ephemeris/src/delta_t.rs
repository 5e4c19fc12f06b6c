//! Delta T, terrestrial time less universal time.
//!
//! To 2019 the cubic splines of L. V. Morrison, F. R. Stephenson, C. Y. Hohenkerk and M. Zawilski, "Addendum 2020 to
//! 'Measurement of the Earth's rotation: 720 BC to AD 2015'", Proc. R. Soc. A 477 (2021), table S15. From there a cubic
//! to the value of the IERS at 2026.0 (69.11 s, standing still), and from there one to the parabola that the same
//! authors give for the long run, met in value and slope at 2500. What the Earth will do is not known: by 2100
//! published models differ by some 5 s, by 2150 by 30 s, so the value used belongs into every result.
//!
//! Refuses to know leap seconds.

use crate::Ut1;

/// Delta T in seconds at a moment; any moment has one, within 1800 to 2200 it means something.
#[must_use]
pub fn delta_t(ut: Ut1) -> f64 {
    let year = 2000.0 + (ut.julian_day() - 2_451_544.5) / 365.25;
    if year >= PRESENT.0 {
        return hermite(year, PRESENT, (2500.0, long_run(2500.0), LONG_RUN * 2.0 * 6.75 / 100.0));
    }
    if year >= SPLINE_END.0 {
        return hermite(year, SPLINE_END, PRESENT);
    }
    let number = SPLINES.partition_point(|spline| spline.0 <= year).saturating_sub(1);
    let (start, [a0, a1, a2, a3]) = SPLINES[number];
    let end = SPLINES.get(number + 1).map_or(SPLINE_END.0, |next| next.0);
    let x = (year - start) / (end - start);
    a0 + x * (a1 + x * (a2 + x * a3))
}

/// Cubic through two points `(year, value, slope)`.
fn hermite(year: f64, from: (f64, f64, f64), to: (f64, f64, f64)) -> f64 {
    let width = to.0 - from.0;
    let x = (year - from.0) / width;
    let y = 1.0 - x;
    y * y * ((1.0 + 2.0 * x) * from.1 + x * width * from.2)
        + x * x * ((1.0 + 2.0 * y) * to.1 - y * width * to.2)
}

/// Seconds in a century squared: the tides' braking less the rebound of the crust.
const LONG_RUN: f64 = 32.5;

fn long_run(year: f64) -> f64 {
    -320.0 + LONG_RUN * ((year - 1825.0) / 100.0).powi(2)
}

/// Value and slope (seconds, seconds a year) of the last spline at its end.
const SPLINE_END: (f64, f64, f64) = (2019.0, 69.24, 0.282);
/// IERS Bulletin A, 2026.0.
const PRESENT: (f64, f64, f64) = (2026.0, 69.11, 0.0);

/// First year of a spline; its coefficients by rising power of the fraction of its years gone by.
#[rustfmt::skip]
const SPLINES: [(f64, [f64; 4]); 49] = [
    (1720.0, [12.068, 2.507, 41.731, -37.939]),
    (1800.0, [18.367, -3.481, -1.126, 1.918]),
    (1810.0, [15.678, 0.021, 4.629, -3.812]),
    (1820.0, [16.516, -2.157, -6.806, 3.25]),
    (1830.0, [10.804, -6.018, 2.944, -0.096]),
    (1840.0, [7.634, -0.416, 2.658, -0.539]),
    (1850.0, [9.338, 1.642, 0.261, -0.883]),
    (1855.0, [10.357, -0.486, -2.389, 1.558]),
    (1860.0, [9.04, -0.591, 2.284, -2.477]),
    (1865.0, [8.255, -3.456, -5.148, 2.72]),
    (1870.0, [2.371, -5.593, 3.011, -0.914]),
    (1875.0, [-1.126, -2.314, 0.269, -0.039]),
    (1880.0, [-3.21, -1.893, 0.152, 0.563]),
    (1885.0, [-4.388, 0.101, 1.842, -1.438]),
    (1890.0, [-3.884, -0.531, -2.474, 1.871]),
    (1895.0, [-5.017, 0.134, 3.138, -0.232]),
    (1900.0, [-1.977, 5.715, 2.443, -1.257]),
    (1905.0, [4.923, 6.828, -1.329, 0.72]),
    (1910.0, [11.142, 6.33, 0.831, -0.825]),
    (1915.0, [17.479, 5.518, -1.643, 0.262]),
    (1920.0, [21.617, 3.02, -0.856, 0.008]),
    (1925.0, [23.789, 1.333, -0.831, 0.127]),
    (1930.0, [24.418, 0.052, -0.449, 0.142]),
    (1935.0, [24.164, -0.419, -0.022, 0.702]),
    (1940.0, [24.426, 1.645, 2.086, -1.106]),
    (1945.0, [27.05, 2.499, -1.232, 0.614]),
    (1950.0, [28.932, 1.127, 0.22, -0.277]),
    (1953.0, [30.002, 0.737, -0.61, 0.631]),
    (1956.0, [30.76, 1.409, 1.282, -0.799]),
    (1959.0, [32.652, 1.577, -1.115, 0.507]),
    (1962.0, [33.621, 0.868, 0.406, 0.199]),
    (1965.0, [35.093, 2.275, 1.002, -0.414]),
    (1968.0, [37.956, 3.035, -0.242, 0.202]),
    (1971.0, [40.951, 3.157, 0.364, -0.229]),
    (1974.0, [44.244, 3.199, -0.323, 0.172]),
    (1977.0, [47.291, 3.069, 0.193, -0.192]),
    (1980.0, [50.361, 2.878, -0.384, 0.081]),
    (1983.0, [52.936, 2.354, -0.14, -0.165]),
    (1986.0, [54.984, 1.577, -0.637, 0.448]),
    (1989.0, [56.373, 1.648, 0.708, -0.276]),
    (1992.0, [58.453, 2.235, -0.121, 0.11]),
    (1995.0, [60.678, 2.324, 0.21, -0.313]),
    (1998.0, [62.898, 1.804, -0.729, 0.109]),
    (2001.0, [64.083, 0.674, -0.402, 0.199]),
    (2004.0, [64.553, 0.466, 0.194, -0.017]),
    (2007.0, [65.197, 0.804, 0.144, -0.084]),
    (2010.0, [66.061, 0.839, -0.109, 0.128]),
    (2013.0, [66.92, 1.007, 0.277, -0.095]),
    (2016.0, [68.109, 1.277, -0.007, -0.139]),
];

#[cfg(test)]
mod tests {
    use super::delta_t;
    use crate::Ut1;

    /// Day of the beginning of a year as the splines count them.
    fn year(year: f64) -> Ut1 {
        Ut1::from_julian_day(2_451_544.5 + (year - 2000.0) * 365.25)
    }

    #[test]
    fn published_values() {
        // Observed: Astronomical Almanac (rounded to 0.1 s) and IERS; the splines smooth over some tenths.
        let observed = [
            (1900.0, -2.7),
            (1950.0, 29.1),
            (1970.0, 40.2),
            (1990.0, 56.9),
            (2000.0, 63.8),
            (2015.0, 67.6),
            (2026.0, 69.1),
        ];
        for (when, seconds) in observed {
            let tolerance = if when < 1960.0 { 1.0 } else { 0.3 };
            assert!((delta_t(year(when)) - seconds).abs() < tolerance, "{when}: {}", delta_t(year(when)));
        }
        // Heads of the splines are exact: 1800, 1900, 1992.
        for (when, seconds) in [(1800.0, 18.367), (1900.0, -1.977), (1992.0, 58.453)] {
            assert!((delta_t(year(when)) - seconds).abs() < 1e-9, "{when}");
        }
    }

    #[test]
    fn pieces_meet_and_nothing_leaps() {
        let mut before = delta_t(year(1799.0));
        for step in 1..=403 * 50 {
            let now = delta_t(year(1799.0 + f64::from(step) / 50.0));
            // 1.4 s a year in the 1860s and 1900s; the splines are printed to a thousandth of a second.
            assert!((now - before).abs() < 0.045, "{} {before} {now}", 1799.0 + f64::from(step) / 50.0);
            before = now;
        }
    }

    #[test]
    fn future_rises_towards_the_long_run() {
        let [near, far, end] = [2050.0, 2150.0, 2500.0].map(|when| delta_t(year(when)));
        assert!(69.0 < near && near < 85.0 && near < far && far < 200.0, "{near} {far}");
        assert!((end - (32.5 * 6.75 * 6.75 - 320.0)).abs() < 1e-6, "{end}");
    }
}
