//! Who asks: the role that their roles in the chat give them, the practice of their server, their
//! language. Nobody else is served.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use serenity::all::{ChannelId, GuildId, Member, User};
use toml::Spanned;

use crate::config::Guild;
use crate::desk::Visit;
use crate::exchange::{Actor, Role};
use crate::language::Language;
use crate::practice::{Practice, PracticeId};

/// The servers that are served.
#[derive(Debug, Clone)]
pub(super) struct Guilds(BTreeMap<NonZeroU64, Served>);

#[derive(Debug, Clone)]
struct Served {
    guild: Guild,
    practice: Practice,
}

impl Served {
    /// Where a practice has one person and no role says who manages, that person does.
    fn role_of(&self, roles: impl IntoIterator<Item = u64>) -> Option<Role> {
        let role = self.guild.role_of(roles)?;
        let alone = self.guild.manager_roles.is_empty() && self.practice.policy.one_person;
        Some(if alone { role.max(Role::Manager) } else { role })
    }
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
    /// The servers of practices that are served.
    pub(super) fn new<'a>(guilds: &[Spanned<Guild>], practice: impl Fn(&PracticeId) -> Option<&'a Practice>) -> Self {
        let served = guilds.iter().filter_map(|guild| {
            let guild = guild.get_ref().clone();
            let practice = practice(&guild.practice)?.clone();
            Some((guild.id, Served { guild, practice }))
        });
        Self(served.collect())
    }

    /// Whether managers decide in a channel.
    pub(super) fn is_for_managers(&self, channel: ChannelId) -> bool {
        let is_it = |served: &Served| served.guild.managers_channel.map(ChannelId::from) == Some(channel);
        self.0.values().any(is_it)
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
        let role = served.role_of(roles).ok_or(Stranger::Person)?;
        let id = served.practice.actor_id("discord", &user.id.to_string());
        Ok(Visit { actor: Actor { id, role }, practice: served.guild.practice.clone(), language: language(locale) })
    }
}

/// The language of a locale of the chat; English for those who read neither.
pub(super) fn language(locale: &str) -> Language {
    Language::from_locale(locale).unwrap_or(Language::En)
}
