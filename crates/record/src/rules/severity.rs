//! How grave a refusal is. Knows no reason; whoever refuses judges.

/// How grave a refusal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Happens to everybody: a token expired, a plan does not include it.
    #[default]
    Info,
    /// A mistake, more often than not.
    Low,
    /// A mistake once, a pattern when repeated.
    Medium,
    /// No honest client does this.
    High,
    /// An attack that would have done harm.
    Critical,
}

impl Severity {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Info, "info"),
        (Self::Low, "low"),
        (Self::Medium, "medium"),
        (Self::High, "high"),
        (Self::Critical, "critical"),
    ];

    /// As it is written in answers and logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL[usize::from(self.number().unsigned_abs())].1
    }

    /// As it is kept: 0 for info to 4 for critical.
    pub(crate) fn number(self) -> i16 {
        self as i16
    }

    /// From how it is kept; what is out of range is info.
    pub(crate) fn from_number(number: i16) -> Self {
        let at = usize::try_from(number).unwrap_or(0);
        Self::ALL.get(at).map_or(Self::Info, |(severity, _)| *severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_number_and_name() {
        for (at, (severity, name)) in Severity::ALL.into_iter().enumerate() {
            assert_eq!((usize::try_from(severity.number()), severity.name()), (Ok(at), name));
            assert_eq!(Severity::from_number(severity.number()), severity);
        }
        assert_eq!(Severity::from_number(9), Severity::Info);
        assert_eq!(Severity::from_number(-1), Severity::Info);
    }
}
