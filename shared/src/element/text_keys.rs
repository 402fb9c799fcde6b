//! Texts by typed keys, for whoever shows them.

/// Makes `Key`, an enum of these names, each the key of a text that `static/locales/en.json` says in
/// English; `Key::ALL` is there in tests.
#[macro_export]
macro_rules! text_keys {
    ($($name:ident = $key:literal,)*) => {
        /// The name of a text; `static/locales/en.json` says it in English.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key { $($name,)* }

        impl Key {
            #[cfg(test)]
            const ALL: &[Key] = &[$(Key::$name,)*];

            /// The key among the texts that the edge sends.
            pub fn as_str(self) -> &'static str {
                match self { $(Key::$name => $key,)* }
            }
        }
    };
}
