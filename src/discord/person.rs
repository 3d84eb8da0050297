//! Who asks: the role that their roles in the chat give them, the practice of their server, their
//! language. Nobody else is served.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use serenity::all::{GuildId, Member, User};
use toml::Spanned;

use crate::config::Guild;
use crate::desk::Visit;
use crate::exchange::{Actor, Role};
use crate::language::Language;
use crate::practice::PracticeId;

/// The servers that are served.
#[derive(Debug, Clone)]
pub(super) struct Guilds(BTreeMap<NonZeroU64, Served>);

#[derive(Debug, Clone)]
struct Served {
    guild: Guild,
    /// Whoever is served here manages: there is nobody else.
    alone: bool,
}

/// Why someone is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stranger {
    /// Private messages are not served.
    Direct,
    /// The server is not in the configuration.
    Guild,
    /// The person has no role here.
    Person,
}

impl Guilds {
    /// Where a practice has one person and no role says who manages, that person does.
    pub(super) fn new(guilds: &[Spanned<Guild>], has_one_person: impl Fn(&PracticeId) -> bool) -> Self {
        let served = guilds.iter().map(|guild| {
            let guild = guild.get_ref().clone();
            let alone = guild.manager_roles.is_empty() && has_one_person(&guild.practice);
            (guild.id, Served { guild, alone })
        });
        Self(served.collect())
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = GuildId> {
        self.0.keys().map(|id| GuildId::from(*id))
    }

    /// The visit of a person, or why they are not served.
    pub(super) fn visit(
        &self,
        guild: Option<GuildId>,
        user: &User,
        member: Option<&Member>,
        locale: &str,
    ) -> Result<Visit, Stranger> {
        let guild = guild.ok_or(Stranger::Direct)?;
        let served = self.0.get(&NonZeroU64::from(guild)).ok_or(Stranger::Guild)?;
        let roles = member.into_iter().flat_map(|member| member.roles.iter().map(|role| role.get()));
        let role = served.guild.role_of(roles).ok_or(Stranger::Person)?;
        let role = if served.alone { Role::Manager } else { role };
        Ok(Visit {
            actor: Actor { id: format!("discord:{}", user.id), role },
            practice: served.guild.practice.clone(),
            language: language(locale),
        })
    }
}

/// The language of a locale of the chat; English for those who read neither.
pub(super) fn language(locale: &str) -> Language {
    Language::from_locale(locale).unwrap_or(Language::En)
}
