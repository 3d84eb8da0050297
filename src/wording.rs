//! Every text that the interface shows, in French and in English.
//!
//! The texts are Project Fluent files under `locales/`, compiled into the binary. A key that a
//! catalogue lacks shows as the key itself; a test holds that this never happens.

use std::io;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::language::Language;
use crate::text;

/// The French and the English catalogue, as written.
pub const CATALOGUES: [(Language, &str); 2] =
    [(Language::Fr, include_str!("../locales/fr/egard.ftl")), (Language::En, include_str!("../locales/en/egard.ftl"))];

static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> =
    LazyLock::new(|| CATALOGUES.iter().map(|(language, source)| bundle(*language, source)).collect());

fn bundle(language: Language, source: &str) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Isolation marks would end in terminals, in copied text and in what tests compare.
    bundle.set_use_isolating(false);
    // A resource with faults still gives its sound messages.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The text of a key, with its arguments filled in. Prefer the macro [`crate::text!`].
pub fn format(language: Language, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
    let bundle = &BUNDLES[language as usize];
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, arguments, &mut errors).into_owned()
}

/// The text of a key made of a family and a name: `status` and `proposed` give `status-proposed`.
pub fn named(language: Language, family: &str, name: &str) -> String {
    format(language, &format!("{family}-{}", name.replace('_', "-")), None)
}

/// Why the system would not read or write something, and what helps; in the system's own words where it is rare.
pub fn why(language: Language, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => text!(language, "io-not-found"),
        io::ErrorKind::PermissionDenied => text!(language, "io-not-allowed"),
        io::ErrorKind::AlreadyExists => text!(language, "io-exists"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => text!(language, "io-full"),
        io::ErrorKind::ReadOnlyFilesystem => text!(language, "io-read-only"),
        io::ErrorKind::IsADirectory => text!(language, "io-is-a-folder"),
        io::ErrorKind::NotADirectory => text!(language, "io-no-folder"),
        io::ErrorKind::InvalidData => text!(language, "io-not-text"),
        _ => error.to_string(),
    }
}

/// A text of the interface: `text!(language, "key")` or `text!(language, "key", name = value)`.
#[macro_export]
macro_rules! text {
    ($language:expr, $key:literal) => {
        $crate::wording::format($language, $key, None)
    };
    ($language:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut arguments = ::fluent_bundle::FluentArgs::new();
        $(arguments.set(stringify!($name), $value);)+
        $crate::wording::format($language, $key, Some(&arguments))
    }};
}
