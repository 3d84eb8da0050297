//! Text from outside, shown as it is: nothing in it is formatted, linked or called.

use crate::review::reverses_reading;

/// Escapes everything that Discord would format or turn into a mention.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if matches!(
            letter,
            '\\' | '*' | '_' | '~' | '`' | '|' | '>' | '#' | '[' | ']' | '(' | ')' | '<' | '-' | ':' | '@'
        ) {
            escaped.push('\\');
        }
        escaped.push(if is_hidden(letter) { '\u{fffd}' } else { letter });
    }
    escaped
}

/// The same for what the bot says itself with a person's words in it: an address stays a link.
pub(super) fn escape_but_links(text: &str) -> String {
    escape(text).replace("\\:", ":")
}

/// Marks that reverse or hide what is read, and control characters.
pub(super) fn is_hidden(letter: char) -> bool {
    reverses_reading(letter) || (letter.is_control() && letter != '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_to_format_or_to_call() {
        assert_eq!(escape("**a** @everyone <@1>"), "\\*\\*a\\*\\* \\@everyone \\<\\@1\\>");
        assert_eq!(escape("a\u{202e}b"), "a\u{fffd}b");
    }
}
