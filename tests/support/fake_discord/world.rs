//! People and places: users, guilds, channels, uploads and what people post.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::seen::Message;

/// An id as Discord makes them: the time in its upper bits, a counter in the lower ones.
pub type Id = u64;

/// Milliseconds between the Unix epoch and Discord's own, the first second of 2015.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// What an ordinary member may do: see and write, use commands, attach files, and a few more.
const ORDINARY_PERMISSIONS: u64 = 0x0000_0000_8036_4ec0 | 1 << 31;

/// What the bot may do in the channels it is in.
const APP_PERMISSIONS: u64 = 0x0000_0000_0007_fec0 | 1 << 31;

/// The largest file a person or the bot may attach, in bytes.
pub const ATTACHMENT_SIZE_LIMIT: u64 = 10 * 1024 * 1024;

/// A fresh id, unique in this process and later than every one before it.
pub fn snowflake() -> Id {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(DISCORD_EPOCH_MS, |d| u64::try_from(d.as_millis()).unwrap_or(DISCORD_EPOCH_MS));
    let fresh = now.saturating_sub(DISCORD_EPOCH_MS) << 22;
    let before =
        LAST.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(fresh.max(last + 1))).unwrap_or_default();
    fresh.max(before + 1)
}

/// The moment an id was made, as Discord writes times.
pub(super) fn timestamp_of(id: Id) -> String {
    iso8601((id >> 22) + DISCORD_EPOCH_MS)
}

/// The present moment, as Discord writes times.
pub(super) fn timestamp_now() -> String {
    timestamp_of(snowflake())
}

/// Milliseconds since the Unix epoch as `2026-11-21T09:05:00.000000+00:00`.
fn iso8601(ms: u64) -> String {
    let (seconds, millis) = (ms / 1000, ms % 1000);
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // Civil date from a count of days, by eras of 400 years that begin in March.
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}000+00:00")
}

/// A person.
#[derive(Clone, Debug)]
pub struct User {
    /// The person's id.
    pub id: Id,
    /// The name shown.
    pub name: String,
    /// The locale of the person's client, as Discord writes it: `fr`, `en-US`, `en-GB`…
    pub locale: String,
    /// The roles held, in whatever guild the person acts in.
    pub roles: Vec<Id>,
    /// The permissions held in whatever channel the person acts in.
    pub permissions: u64,
}

impl User {
    /// A person with a fresh id and what an ordinary member may do.
    pub fn new(name: &str, locale: &str, roles: &[Id]) -> Self {
        Self {
            id: snowflake(),
            name: name.to_owned(),
            locale: locale.to_owned(),
            roles: roles.to_vec(),
            permissions: ORDINARY_PERMISSIONS,
        }
    }

    /// The same person with these permissions (a bit set, as Discord numbers them).
    pub fn with_permissions(mut self, permissions: u64) -> Self {
        self.permissions = permissions;
        self
    }

    /// The user object.
    pub(super) fn json(&self) -> Value {
        let username: String = self.name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        json!({
            "id": self.id.to_string(),
            "username": if username.is_empty() { "someone".to_owned() } else { username },
            "discriminator": "0",
            "global_name": self.name,
            "avatar": null,
            "avatar_decoration_data": null,
            "public_flags": 0,
        })
    }

    /// The member object without its user.
    pub(super) fn partial_member(&self) -> Value {
        json!({
            "roles": self.roles.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "permissions": self.permissions.to_string(),
            "nick": null,
            "avatar": null,
            "joined_at": "2024-01-15T09:00:00.000000+00:00",
            "premium_since": null,
            "pending": false,
            "flags": 0,
            "communication_disabled_until": null,
        })
    }

    /// The whole member object, as interactions carry it.
    pub(super) fn member(&self) -> Value {
        let mut member = self.partial_member();
        member["user"] = self.json();
        member["deaf"] = json!(false);
        member["mute"] = json!(false);
        member
    }
}

/// A guild (a server) that the bot is in. Made with `FakeDiscord::guild`.
#[derive(Clone, Debug)]
pub struct Guild {
    /// The guild's id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its preferred locale.
    pub locale: String,
}

/// A channel: of a guild, or a conversation with one person. Made with `FakeDiscord::channel`
/// and `FakeDiscord::direct`.
#[derive(Clone, Debug)]
pub struct Channel {
    /// The channel's id.
    pub id: Id,
    /// Its name; empty for a direct conversation.
    pub name: String,
    /// Its guild; none for a direct conversation.
    pub guild: Option<Guild>,
    /// The person the bot is in conversation with.
    pub recipient: Option<User>,
}

impl Channel {
    /// The channel object.
    pub(super) fn json(&self) -> Value {
        let mut channel = json!({
            "id": self.id.to_string(),
            "type": u8::from(self.guild.is_none()),
            "flags": 0,
            "last_message_id": null,
        });
        if let Some(guild) = &self.guild {
            channel["name"] = json!(self.name);
            channel["guild_id"] = json!(guild.id.to_string());
            channel["parent_id"] = Value::Null;
            channel["position"] = json!(0);
            channel["topic"] = Value::Null;
            channel["nsfw"] = json!(false);
            channel["rate_limit_per_user"] = json!(0);
            channel["permission_overwrites"] = json!([]);
        }
        if let Some(recipient) = &self.recipient {
            channel["recipients"] = json!([recipient.json()]);
        }
        channel
    }

    /// What an interaction says of where it happened and who did it.
    pub(super) fn interaction_context(&self, user: &User) -> Value {
        let mut channel = self.json();
        channel["permissions"] = json!(user.permissions.to_string());
        let mut context = json!({
            "version": 1,
            "channel": channel,
            "channel_id": self.id.to_string(),
            "locale": user.locale,
            "app_permissions": APP_PERMISSIONS.to_string(),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
        });
        if let Some(guild) = &self.guild {
            context["guild"] = json!({ "id": guild.id.to_string(), "locale": guild.locale, "features": [] });
            context["guild_id"] = json!(guild.id.to_string());
            context["guild_locale"] = json!(guild.locale);
            context["member"] = user.member();
            context["authorizing_integration_owners"] = json!({ "0": guild.id.to_string() });
            context["context"] = json!(0);
        } else {
            context["user"] = user.json();
            context["authorizing_integration_owners"] = json!({ "0": "0" });
            context["context"] = json!(1);
        }
        context
    }
}

/// The `GUILD_CREATE` data of a guild with its roles and channels.
pub(super) fn guild_create(guild: &Guild, roles: &[(Id, String)], channels: &[&Channel]) -> Value {
    let role = |id: Id, name: &str, position: usize| {
        json!({
            "id": id.to_string(), "name": name, "color": 0,
            "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
            "hoist": false, "icon": null, "unicode_emoji": null, "position": position,
            "permissions": ORDINARY_PERMISSIONS.to_string(), "managed": false,
            "mentionable": false, "flags": 0,
        })
    };
    let mut all = vec![role(guild.id, "@everyone", 0)];
    all.extend(roles.iter().enumerate().map(|(i, (id, name))| role(*id, name, i + 1)));
    let mut event = json!({
        "id": guild.id.to_string(), "name": guild.name, "owner_id": "1", "roles": all,
        "preferred_locale": guild.locale, "joined_at": timestamp_of(guild.id),
        "channels": channels.iter().map(|c| c.json()).collect::<Vec<_>>(),
        "afk_timeout": 300, "max_members": 500_000, "member_count": 3,
    });
    for key in [
        "icon",
        "splash",
        "discovery_splash",
        "afk_channel_id",
        "widget_channel_id",
        "application_id",
        "system_channel_id",
        "rules_channel_id",
        "vanity_url_code",
        "description",
        "banner",
        "public_updates_channel_id",
        "safety_alerts_channel_id",
    ] {
        event[key] = Value::Null;
    }
    for key in ["widget_enabled", "premium_progress_bar_enabled", "large", "unavailable"] {
        event[key] = json!(false);
    }
    for key in [
        "verification_level",
        "default_message_notifications",
        "explicit_content_filter",
        "mfa_level",
        "system_channel_flags",
        "premium_tier",
        "premium_subscription_count",
        "nsfw_level",
    ] {
        event[key] = json!(0);
    }
    for key in [
        "emojis",
        "features",
        "stickers",
        "voice_states",
        "members",
        "threads",
        "presences",
        "stage_instances",
        "guild_scheduled_events",
        "soundboard_sounds",
    ] {
        event[key] = json!([]);
    }
    event
}

/// A file that a person uploaded: the bot can download it from `url`.
/// Made with `FakeDiscord::upload`.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The attachment's id.
    pub id: Id,
    /// The file's name.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its length in bytes.
    pub size: usize,
    /// Where the server gives its bytes.
    pub url: String,
}

impl Upload {
    /// The attachment object.
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(),
            "filename": self.name,
            "size": self.size,
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type,
        })
    }
}

/// What a person posts in a channel.
#[derive(Clone, Debug, Default)]
pub struct Post {
    pub(super) content: String,
    pub(super) uploads: Vec<Upload>,
    pub(super) embeds: Vec<Value>,
    pub(super) forwarded: Option<Box<Post>>,
    pub(super) without_snapshot: bool,
    pub(super) answered: Option<Box<Message>>,
}

impl Post {
    /// An ordinary message.
    pub fn text(content: &str) -> Self {
        Self { content: content.to_owned(), ..Self::default() }
    }

    /// A forwarded message: its own content is empty, what was forwarded is in
    /// `message_snapshots`.
    pub fn forward(forwarded: impl Into<Post>) -> Self {
        Self { forwarded: Some(Box::new(forwarded.into())), ..Self::default() }
    }

    /// The same forward, arriving without what was forwarded: an empty `message_snapshots`.
    pub fn without_snapshot(mut self) -> Self {
        self.without_snapshot = true;
        self
    }

    /// The same post with a file attached.
    pub fn attach(mut self, upload: &Upload) -> Self {
        self.uploads.push(upload.clone());
        self
    }

    /// The same post as an answer to a message.
    pub fn answering(mut self, message: &Message) -> Self {
        self.answered = Some(Box::new(message.clone()));
        self
    }

    /// The same post with an embed, as link previews make them.
    pub fn embed(mut self, embed: Value) -> Self {
        self.embeds.push(embed);
        self
    }
}

impl From<&str> for Post {
    fn from(content: &str) -> Self {
        Self::text(content)
    }
}

/// The value a person gives to an option of a slash command.
#[derive(Clone, Debug)]
pub enum OptionValue {
    /// Text, a number or a boolean.
    Plain(Value),
    /// A person.
    User(User),
    /// A file.
    Upload(Upload),
    /// A channel.
    Channel(Channel),
}

macro_rules! plain_option_value {
    ($($from:ty),+) => {$(
        impl From<$from> for OptionValue {
            fn from(value: $from) -> Self {
                Self::Plain(json!(value))
            }
        }
    )+};
}
plain_option_value!(&str, String, bool, i32, i64, f64);

impl From<&User> for OptionValue {
    fn from(user: &User) -> Self {
        Self::User(user.clone())
    }
}

impl From<&Upload> for OptionValue {
    fn from(upload: &Upload) -> Self {
        Self::Upload(upload.clone())
    }
}

impl From<&Channel> for OptionValue {
    fn from(channel: &Channel) -> Self {
        Self::Channel(channel.clone())
    }
}
