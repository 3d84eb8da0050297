//! The commands that the chat offers, in both languages, and their registration.

use std::sync::Arc;

use serenity::all::{
    Command, CommandOptionType, CommandType, CreateCommand, CreateCommandOption, GuildId, Http, InteractionContext,
};

use super::proof::MAX_DEPOSITED;
use super::record::MAX_WORDS;
use super::service::loggable;
use crate::exchange::{Digest, Role};
use crate::journal::Journal;
use crate::language::Language;
use crate::wording;

/// Names of commands: Discord sends them back, so code matches on these.
pub(super) mod name {
    pub(in crate::discord) const ANSWER_REVIEW: &str = "Répondre à cet avis";
    pub(in crate::discord) const CHECK_REPLY: &str = "Vérifier cette réponse";
    pub(in crate::discord) const REVIEW: &str = "avis";
    pub(in crate::discord) const TEMPLATE: &str = "modele";
    pub(in crate::discord) const CHECK: &str = "verifier";
    pub(in crate::discord) const HELP: &str = "aide";
    pub(in crate::discord) const POLICY: &str = "politique";
    pub(in crate::discord) const CHARTER: &str = "charte";
    pub(in crate::discord) const ADVICE: &str = "conseil";
    pub(in crate::discord) const WATCH: &str = "veille";
    pub(in crate::discord) const CONSENT: &str = "consentement";
    pub(in crate::discord) const MEASURES: &str = "mesures";
    pub(in crate::discord) const ADD_EVIDENCE: &str = "Ajouter comme preuve";
    pub(in crate::discord) const JOURNAL: &str = "journal";
    /// What [`JOURNAL`] does.
    pub(in crate::discord) const JOURNAL_ERASE: &str = "effacer";
    pub(in crate::discord) const JOURNAL_HOLD: &str = "conserver";
    pub(in crate::discord) const JOURNAL_RELEASE: &str = "liberer";
    pub(in crate::discord) const JOURNAL_PURGE: &str = "purger";
    pub(in crate::discord) const JOURNAL_MENTIONS: &str = "mentions";
    pub(in crate::discord) const JOURNAL_VERIFY: &str = "verifier";
    pub(in crate::discord) const JOURNAL_STATS: &str = "stats";
    pub(in crate::discord) const JOURNAL_EXPORT: &str = "exporter";
    pub(in crate::discord) const JOURNAL_SEARCH: &str = "chercher";
    pub(in crate::discord) const JOURNAL_LIST: &str = "liste";
    pub(in crate::discord) const JOURNAL_VIEW: &str = "voir";
    pub(in crate::discord) const JOURNAL_QUEUE: &str = "file";
    pub(in crate::discord) const JOURNAL_HAND_OVER: &str = "confier";
    pub(in crate::discord) const ROLE: &str = "role";
    /// Option of [`JOURNAL_HAND_OVER`] and [`ROLE`]: who.
    pub(in crate::discord) const PERSON_OPTION: &str = "personne";
    /// Option of [`ROLE`]: which.
    pub(in crate::discord) const ROLE_OPTION: &str = "role";
    /// Option of [`JOURNAL_SEARCH`]: what to look for.
    pub(in crate::discord) const WORDS_OPTION: &str = "mots";
    /// Options of [`JOURNAL_STATS`] and [`JOURNAL_EXPORT`]: the first and the last day.
    pub(in crate::discord) const FROM_OPTION: &str = "du";
    pub(in crate::discord) const TO_OPTION: &str = "au";
    /// Option of [`JOURNAL_EXPORT`]: in which form.
    pub(in crate::discord) const FORMAT_OPTION: &str = "format";
    /// Option of [`JOURNAL_MENTIONS`]: whom or what.
    pub(in crate::discord) const NAME_OPTION: &str = "nom";
    /// Option of [`JOURNAL_VERIFY`]: the end of the chain that was deposited.
    pub(in crate::discord) const DIGEST_OPTION: &str = "empreinte";
    /// Option of what concerns one: which exchange.
    pub(in crate::discord) const EXCHANGE_OPTION: &str = "echange";
    /// Option of [`ADVICE`]: which card.
    pub(in crate::discord) const CARD_OPTION: &str = "fiche";
    /// Option of [`WATCH`]: the place that was just looked at.
    pub(in crate::discord) const PLACE_OPTION: &str = "visite";
    /// What [`CONSENT`] does.
    pub(in crate::discord) const CONSENT_LIST: &str = "liste";
    pub(in crate::discord) const CONSENT_ADD: &str = "ajouter";
    pub(in crate::discord) const CONSENT_WITHDRAW: &str = "retirer";
    /// Option of [`CONSENT_WITHDRAW`]: which one.
    pub(in crate::discord) const NUMBER_OPTION: &str = "numero";
    /// Option of [`TEMPLATE`]: which one.
    pub(in crate::discord) const TEMPLATE_OPTION: &str = "modele";
    /// Option of [`TEMPLATE`]: in which language.
    pub(in crate::discord) const LANGUAGE_OPTION: &str = "langue";
    /// Option of [`CHECK`]: the text.
    pub(in crate::discord) const TEXT_OPTION: &str = "texte";
}

/// Every command.
pub(super) fn all() -> Vec<CreateCommand> {
    vec![
        message_command(name::ANSWER_REVIEW, "answer-review"),
        message_command(name::CHECK_REPLY, "check-reply"),
        message_command(name::ADD_EVIDENCE, "add-evidence"),
        slash(name::REVIEW, "review"),
        slash(name::TEMPLATE, "template")
            .add_option(
                option(CommandOptionType::String, name::TEMPLATE_OPTION, "template")
                    .required(true)
                    .set_autocomplete(true),
            )
            .add_option(language_option()),
        slash(name::CHECK, "check")
            .add_option(option(CommandOptionType::String, name::TEXT_OPTION, "text").required(true).max_length(4000)),
        slash(name::POLICY, "policy"),
        slash(name::CHARTER, "charter"),
        slash(name::ADVICE, "advice")
            .add_option(option(CommandOptionType::String, name::CARD_OPTION, "card").set_autocomplete(true)),
        slash(name::WATCH, "watch")
            .add_option(option(CommandOptionType::String, name::PLACE_OPTION, "place").set_autocomplete(true)),
        slash(name::CONSENT, "consent")
            .add_option(option(CommandOptionType::SubCommand, name::CONSENT_LIST, "list"))
            .add_option(option(CommandOptionType::SubCommand, name::CONSENT_ADD, "add"))
            .add_option(option(CommandOptionType::SubCommand, name::CONSENT_WITHDRAW, "withdraw").add_sub_option(
                option(CommandOptionType::Integer, name::NUMBER_OPTION, "number").required(true).min_int_value(1),
            )),
        slash(name::MEASURES, "measures"),
        slash(name::JOURNAL, "journal")
            .add_option(of_exchange(name::JOURNAL_ERASE, "erase"))
            .add_option(of_exchange(name::JOURNAL_HOLD, "hold"))
            .add_option(of_exchange(name::JOURNAL_RELEASE, "release"))
            .add_option(option(CommandOptionType::SubCommand, name::JOURNAL_PURGE, "purge"))
            .add_option(option(CommandOptionType::SubCommand, name::JOURNAL_MENTIONS, "mentions").add_sub_option(
                option(CommandOptionType::String, name::NAME_OPTION, "mentioned").required(true).max_length(MAX_WORDS),
            ))
            .add_option(option(CommandOptionType::SubCommand, name::JOURNAL_VERIFY, "verify").add_sub_option(
                option(CommandOptionType::String, name::DIGEST_OPTION, "digest").max_length(MAX_DEPOSITED),
            ))
            .add_option(option(CommandOptionType::SubCommand, name::JOURNAL_SEARCH, "search").add_sub_option(
                option(CommandOptionType::String, name::WORDS_OPTION, "words").required(true).max_length(MAX_WORDS),
            ))
            .add_option(option(CommandOptionType::SubCommand, name::JOURNAL_QUEUE, "queue"))
            .add_option(
                of_exchange(name::JOURNAL_HAND_OVER, "hand-over")
                    .add_sub_option(option(CommandOptionType::User, name::PERSON_OPTION, "person").required(true)),
            )
            .add_option(option(CommandOptionType::SubCommand, name::JOURNAL_LIST, "journal-list"))
            .add_option(of_exchange(name::JOURNAL_VIEW, "view"))
            .add_option(of_period(name::JOURNAL_STATS, "stats"))
            .add_option(
                of_period(name::JOURNAL_EXPORT, "export")
                    .add_sub_option(exchange_option())
                    .add_sub_option(format_option()),
            ),
        slash(name::ROLE, "role")
            .add_option(option(CommandOptionType::User, name::PERSON_OPTION, "person"))
            .add_option(role_option()),
        slash(name::HELP, "help"),
    ]
}

fn text_of(language: Language, family: &str, key: &str) -> String {
    wording::named(language, family, key)
}

fn message_command(name: &str, key: &str) -> CreateCommand {
    CreateCommand::new(name)
        .kind(CommandType::Message)
        .name_localized("en-US", text_of(Language::En, "command-name", key))
        .name_localized("en-GB", text_of(Language::En, "command-name", key))
        .contexts(vec![InteractionContext::Guild])
}

fn slash(name: &str, key: &str) -> CreateCommand {
    let (name_en, description_en) = (text_of(Language::En, "command-name", key), text_of(Language::En, "command", key));
    CreateCommand::new(name)
        .description(text_of(Language::Fr, "command", key))
        .name_localized("en-US", &name_en)
        .name_localized("en-GB", &name_en)
        .description_localized("en-US", &description_en)
        .description_localized("en-GB", &description_en)
        .contexts(vec![InteractionContext::Guild])
}

fn option(kind: CommandOptionType, name: &str, key: &str) -> CreateCommandOption {
    let (name_en, description_en) = (text_of(Language::En, "option-name", key), text_of(Language::En, "option", key));
    CreateCommandOption::new(kind, name, text_of(Language::Fr, "option", key))
        .name_localized("en-US", &name_en)
        .name_localized("en-GB", &name_en)
        .description_localized("en-US", &description_en)
        .description_localized("en-GB", &description_en)
}

/// A subcommand about one exchange.
fn of_exchange(name: &str, key: &str) -> CreateCommandOption {
    option(CommandOptionType::SubCommand, name, key).add_sub_option(exchange_option().required(true))
}

fn exchange_option() -> CreateCommandOption {
    option(CommandOptionType::String, name::EXCHANGE_OPTION, "exchange").max_length(10)
}

/// A subcommand about a period.
fn of_period(name: &str, key: &str) -> CreateCommandOption {
    let day = |name: &str, key: &str| option(CommandOptionType::String, name, key).max_length(10);
    option(CommandOptionType::SubCommand, name, key)
        .add_sub_option(day(name::FROM_OPTION, "from"))
        .add_sub_option(day(name::TO_OPTION, "to"))
}

fn format_option() -> CreateCommandOption {
    let format = option(CommandOptionType::String, name::FORMAT_OPTION, "format");
    ["docx", "json", "csv", "jsonl"].into_iter().fold(format, |format, name| format.add_string_choice(name, name))
}

fn role_option() -> CreateCommandOption {
    let choice = |role: CreateCommandOption, key: &str, value: &str| {
        let english = text_of(Language::En, "role", key);
        let translations = [("en-US", english.clone()), ("en-GB", english)];
        role.add_string_choice_localized(text_of(Language::Fr, "role", key), value, translations)
    };
    let role = option(CommandOptionType::String, name::ROLE_OPTION, "role");
    let role = choice(role, "manager", Role::Manager.name());
    let role = choice(role, "staff", Role::Staff.name());
    choice(role, "none", "none")
}

fn language_option() -> CreateCommandOption {
    option(CommandOptionType::String, name::LANGUAGE_OPTION, "language")
        .add_string_choice("français", Language::Fr.code())
        .add_string_choice("English", Language::En.code())
}

/// Writes the commands of a server.
pub(super) async fn register(http: &Http, guild: GuildId) -> serenity::Result<Vec<Command>> {
    guild.set_commands(http, all()).await
}

/// The digest of every command. The library keeps translations in maps whose order changes from one
/// process to the next, so they are put in order first.
fn digest() -> Digest {
    let mut commands = serde_json::json!(all());
    commands.sort_all_objects();
    Digest::of(commands.to_string().as_bytes())
}

/// Writes the commands of the servers where they changed; a server where that fails keeps those it has.
pub(super) async fn register_changed(http: Arc<Http>, guilds: Vec<GuildId>, journal: Arc<dyn Journal>) {
    let digest = digest();
    for guild in guilds {
        match register_unless(&http, guild, journal.as_ref(), &digest).await {
            Ok(true) => tracing::info!(%guild, "commands written"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%guild, error = %loggable(&error), "commands could not be written"),
        }
    }
}

/// Writes the commands of a server unless these are what it has already; tells whether it wrote.
async fn register_unless(
    http: &Http,
    guild: GuildId,
    journal: &dyn Journal,
    digest: &Digest,
) -> serenity::Result<bool> {
    let key = format!("discord.commands.{guild}");
    // A setting that cannot be read or kept only means writing the commands once more.
    if journal.setting(&key).await.ok().flatten().as_deref() == Some(digest.as_str()) {
        return Ok(false);
    }
    register(http, guild).await?;
    if let Err(error) = journal.keep_setting(&key, digest.as_str()).await {
        tracing::warn!(%error, "the registration of commands could not be noted");
    }
    Ok(true)
}
