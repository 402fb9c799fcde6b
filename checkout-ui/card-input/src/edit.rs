//! What an input field holds after a keystroke: its text, and where the caret stands in it.

/// The text to put back into a field and the caret's place in it, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub text: String,
    pub caret: usize,
}

/// The digits of `text`, whichever keyboard they were typed on, as ASCII.
pub fn digits(text: &str) -> String {
    text.chars().filter_map(ascii_digit).collect()
}

/// How many digits stand before the caret.
pub fn digits_before(text: &str, caret: usize) -> usize {
    text.chars().take(caret).filter_map(ascii_digit).count()
}

/// The place behind so many of `text`'s letters and digits.
pub fn caret_after(text: &str, count: usize) -> usize {
    let mut seen = 0;
    for (index, character) in text.chars().enumerate() {
        if seen == count {
            return index;
        }
        if character.is_ascii_alphanumeric() {
            seen += 1;
        }
    }
    text.chars().count()
}

/// Arabic-Indic, Persian and full-width digits are what some keyboards offer first.
pub fn ascii_digit(typed: char) -> Option<char> {
    const ZEROS: [u32; 4] = ['0' as u32, 0x0660, 0x06F0, 0xFF10];
    let typed = typed as u32;
    ZEROS
        .iter()
        .filter_map(|zero| typed.checked_sub(*zero))
        .find(|value| *value < 10)
        .and_then(|value| char::from_digit(value, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_keyboard_count() {
        assert_eq!(digits("4242-٤٢ ۴۲/42"), "424242424 2".replace(' ', ""));
        assert_eq!(digits("no digits"), "");
    }
}
