//! Labelled requests counted by their group, with intervals.

use std::{collections::BTreeMap, fmt};

/// How many of each group were refused.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    groups: BTreeMap<[String; 3], (u32, u32)>,
}

impl Summary {
    pub(super) fn count(&mut self, label: &str, tier: Option<&str>, category: Option<&str>, refused: bool) {
        let group = [label, tier.unwrap_or("-"), category.unwrap_or("-")].map(str::to_owned);
        let (all, so_far) = self.groups.entry(group).or_default();
        *all += 1;
        *so_far += u32::from(refused);
    }
}

impl fmt::Display for Summary {
    /// A line for each category, then the mean over the categories of each label and tier.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut means: BTreeMap<[&str; 2], Vec<f64>> = BTreeMap::new();
        for ([label, tier, category], (all, refused)) in &self.groups {
            let (low, high) = wilson(*refused, *all);
            let share = 100.0 * f64::from(*refused) / f64::from(*all);
            means.entry([label, tier]).or_default().push(share);
            writeln!(
                f,
                "{label:8} {tier:12} {category:18} {refused:6} of {all:6} refused {share:7.2} %  [{low:5.1}, {high:5.1}]"
            )?;
        }
        for ([label, tier], shares) in means {
            let count = f64::from(u32::try_from(shares.len()).unwrap_or(u32::MAX));
            writeln!(
                f,
                "{label:8} {tier:12} mean of categories {:14.2} % refused",
                shares.iter().sum::<f64>() / count
            )?;
        }
        Ok(())
    }
}

/// Wilson's interval, which holds the true share with 95 % confidence, in percent.
fn wilson(found: u32, all: u32) -> (f64, f64) {
    let (n, z) = (f64::from(all), 1.96_f64);
    let p = f64::from(found) / n;
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 100.0 / (1.0 + z * z / n);
    ((middle - half).max(0.0) * scale, (middle + half).min(1.0 + z * z / n) * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the numbers of the textbook.
    #[test]
    fn intervals_and_means() {
        let (low, high) = wilson(81, 263);
        assert!((low - 25.53).abs() < 0.02 && (high - 36.62).abs() < 0.02, "{low} {high}");
        assert!(wilson(0, 10).0.abs() < 1e-9 && (wilson(10, 10).1 - 100.0).abs() < 1e-9);
        let mut summary = Summary::default();
        for (category, refused) in [("a", true), ("a", false), ("b", true)] {
            summary.count("attack", Some("core"), Some(category), refused);
        }
        let text = summary.to_string();
        assert!(text.contains("1 of      2 refused   50.00 %") && text.contains("75.00 % refused"), "{text}");
    }
}
