//! Text from outside, shown as it is: nothing in it is formatted, linked or called.

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
        match letter {
            _ if is_hidden(letter) => escaped.push('\u{fffd}'),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// The same for what the bot says itself with a person's words in it: an address stays a link.
pub(super) fn escape_but_links(text: &str) -> String {
    escape(text).replace("\\:", ":")
}

/// Marks that reverse or hide what is read, and control characters.
fn is_hidden(letter: char) -> bool {
    let bidi =
        matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    bidi || (letter.is_control() && letter != '\n')
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
