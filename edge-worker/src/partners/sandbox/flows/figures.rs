//! Numbers that look made up and are not: the same source gives the same, so that a call that comes
//! twice prints one voucher.

/// The most figures that one source has.
const FIGURES_MAX: usize = 38;

/// `count` figures from sixteen bytes. Another `purpose` gives others.
pub fn figures(source: [u8; 16], purpose: u32, count: usize) -> String {
    let count = count.min(FIGURES_MAX);
    // Odd factors, so that nothing is lost and every bit of the source tells in the last figures.
    let number = u128::from_be_bytes(source)
        .wrapping_add(u128::from(purpose).wrapping_mul(0xd1b5_4a32_d192_ed03))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let number = (number >> 64 ^ number).wrapping_mul(0x2545_f491_4f6c_dd1d_9e6c_63d0_876a_9a7b);
    let all = format!("{number:0>39}");
    let from = all.len().saturating_sub(count);
    all.get(from..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_source_has_its_own_figures_for_each_purpose() {
        let mut seen = BTreeSet::new();
        for byte in 1..=50 {
            for purpose in 0..5 {
                let some = figures([byte; 16], purpose, 14);
                assert_eq!(some, figures([byte; 16], purpose, 14));
                assert!(some.len() == 14 && some.bytes().all(|byte| byte.is_ascii_digit()));
                seen.insert(some);
            }
        }
        assert!(seen.len() > 240, "{}", seen.len());
    }
}
