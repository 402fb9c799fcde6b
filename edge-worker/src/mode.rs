//! Whether the money is real. A deployment is of one mode as a whole, with a data folder and secrets of
//! its own: what is tried out in one can never be taken for real in another.

/// What a deployment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The sandbox stands in for every partner, and whatever is sent on the way can be read here.
    Test,
    /// Nothing of the sandbox is there.
    Live,
}

impl Mode {
    /// `live`, or `test`, which an empty text means too; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "" | "test" => Some(Self::Test),
            "live" => Some(Self::Live),
            _ => None,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }

    /// What the merchant API calls `livemode`.
    #[must_use]
    pub fn is_live(self) -> bool {
        match self {
            Self::Test => false,
            Self::Live => true,
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Test => Self::Live,
            Self::Live => Self::Test,
        }
    }

    /// What secret keys begin with.
    #[must_use]
    pub fn secret_prefix(self) -> &'static str {
        match self {
            Self::Test => "sk_test_",
            Self::Live => "sk_live_",
        }
    }

    /// What publishable keys begin with.
    #[must_use]
    pub fn publishable_prefix(self) -> &'static str {
        match self {
            Self::Test => "pk_test_",
            Self::Live => "pk_live_",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_test_unless_it_is_said_to_be_live() {
        assert_eq!(Mode::parse(""), Some(Mode::Test));
        for mode in [Mode::Test, Mode::Live] {
            assert_eq!(Mode::parse(mode.as_str()), Some(mode));
        }
        for neither in ["Live", "production", "true"] {
            assert_eq!(Mode::parse(neither), None, "{neither}");
        }
    }
}
