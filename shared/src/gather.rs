//! Maps that are made with little code.

/// Collects by inserting one item after the other, into whatever is empty at first.
///
/// `collect` sorts what goes into a B-tree before, by code that is compiled once more for every kind
/// of iterator and takes 3 kB of a module each; for a few entries it is no faster.
pub fn gather<C, T>(items: impl IntoIterator<Item = T>) -> C
where
    C: Default + Extend<T>,
{
    let mut all = C::default();
    all.extend(items);
    all
}

#[cfg(test)]
mod tests {
    use super::gather;
    use std::collections::BTreeMap;

    #[test]
    fn of_a_key_that_comes_twice_the_last_value_counts() {
        let items = [("b", 1), ("a", 2), ("b", 3)];
        let gathered: BTreeMap<_, _> = gather(items);
        assert_eq!(gathered, items.into_iter().collect());
    }
}
