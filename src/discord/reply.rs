//! How an answer of the desk becomes an answer to an interaction.
//!
//! What is common to the three kinds of interaction stands here, so that each of their files only
//! says what it asks the desk.

use serenity::all::{
    CommandInteraction, ComponentInteraction, CreateAllowedMentions, CreateAttachment, CreateButton, CreateEmbed,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateModal, Http,
    Message, ModalInteraction,
};

use super::card;
use super::limits::{Content, EmbedTitle, LARGEST_UPLOAD, LARGEST_UPLOAD_MB, clip};
use super::markdown::escape;
use super::modal;
use super::patience::{in_time, soon};
use super::service::loggable;
use crate::desk::{Checked, Picture, Private, Screen};
use crate::language::Language;
use crate::text;

/// Longest text said to one person, in units.
const SAY: usize = 1_900;
/// Longest description of a private message, in units: the chat takes 4,096.
const DESCRIPTION: usize = 4_000;
/// Longest text shown to be read and not copied.
const READ: usize = 2_000;
/// Most of a text that is shown again with what the guard says of it.
const CHECKED: usize = 1_500;

/// An interaction that can be answered.
#[derive(Clone, Copy)]
pub(super) enum Asked<'a> {
    Command(&'a CommandInteraction),
    Component(&'a ComponentInteraction),
    Modal(&'a ModalInteraction),
}

impl Asked<'_> {
    /// Whether it came from a card, which can then be changed in place.
    fn has_card(self) -> bool {
        match self {
            Self::Command(_) => false,
            Self::Component(_) => true,
            Self::Modal(modal) => modal.message.is_some(),
        }
    }

    /// The message of the chat on which it was pressed.
    pub(super) fn card(&self) -> Option<&Message> {
        match self {
            Self::Command(_) => None,
            Self::Component(pressed) => Some(&pressed.message),
            Self::Modal(modal) => modal.message.as_deref(),
        }
    }

    /// Shows a screen to that person alone.
    pub(super) async fn card_for_one(self, http: &Http, screen: &Screen, language: Language) -> serenity::Result<()> {
        let message = card::message(screen, language).ephemeral(true);
        self.respond(http, CreateInteractionResponse::Message(message)).await
    }

    /// Shows a message of its own.
    pub(super) async fn message(self, http: &Http, message: CreateInteractionResponseMessage) -> serenity::Result<()> {
        self.respond(http, CreateInteractionResponse::Message(message)).await
    }

    /// Answers that person alone that it takes a moment; what is said after it takes its place.
    pub(super) async fn think(self, http: &Http) -> serenity::Result<()> {
        self.respond(http, CreateInteractionResponse::Defer(private_message())).await
    }

    /// Shows the screen again on the card that was the answer.
    pub(super) async fn card_again(self, http: &Http, screen: &Screen, language: Language) -> serenity::Result<()> {
        let edit = card::answered(screen, language);
        soon(|| async {
            let edit = edit.clone();
            match self {
                Self::Command(asked) => asked.edit_response(http, edit).await,
                Self::Component(asked) => asked.edit_response(http, edit).await,
                Self::Modal(asked) => asked.edit_response(http, edit).await,
            }
        })
        .await
        .map(drop)
    }

    /// What was typed in a form.
    pub(super) fn typed(self) -> Option<String> {
        match self {
            Self::Command(_) | Self::Component(_) => None,
            Self::Modal(modal) => modal::what_was_typed(&modal::inputs(modal)),
        }
    }

    async fn respond(self, http: &Http, response: CreateInteractionResponse) -> serenity::Result<()> {
        in_time(|| async {
            let response = response.clone();
            match self {
                Self::Command(asked) => asked.create_response(http, response).await,
                Self::Component(asked) => asked.create_response(http, response).await,
                Self::Modal(asked) => asked.create_response(http, response).await,
            }
        })
        .await
    }

    async fn follow_up(self, http: &Http, message: CreateInteractionResponseFollowup) -> serenity::Result<()> {
        soon(|| async {
            let message = message.clone();
            match self {
                Self::Command(asked) => asked.create_followup(http, message).await,
                Self::Component(asked) => asked.create_followup(http, message).await,
                Self::Modal(asked) => asked.create_followup(http, message).await,
            }
        })
        .await
        .map(drop)
    }

    /// Shows a screen: in place where there is a card, as a new card otherwise.
    pub(super) async fn screen(self, http: &Http, screen: &Screen, language: Language) -> serenity::Result<()> {
        let message = card::message(screen, language);
        let response = if self.has_card() {
            CreateInteractionResponse::UpdateMessage(message)
        } else {
            CreateInteractionResponse::Message(message)
        };
        self.respond(http, response).await
    }

    /// Shows a page of a list to that person alone: in place of the page that it follows.
    pub(super) async fn page(self, http: &Http, page: CreateInteractionResponseMessage) -> serenity::Result<()> {
        let response = if self.has_card() {
            CreateInteractionResponse::UpdateMessage(page)
        } else {
            CreateInteractionResponse::Message(page)
        };
        self.respond(http, response).await
    }

    /// Opens a form.
    pub(super) async fn form(self, http: &Http, modal: CreateModal) -> serenity::Result<()> {
        self.respond(http, CreateInteractionResponse::Modal(modal)).await
    }

    /// Says something to that person alone.
    pub(super) async fn say(self, http: &Http, text: &str) -> serenity::Result<()> {
        self.respond(http, CreateInteractionResponse::Message(said(text, None))).await
    }

    /// Says something to that person alone, and gives back what they had typed.
    pub(super) async fn say_back(self, http: &Http, text: &str) -> serenity::Result<()> {
        self.respond(http, CreateInteractionResponse::Message(said(text, self.typed()))).await
    }

    /// Says to that person alone how to go on, after the interaction was answered.
    pub(super) async fn go_on(self, http: &Http, text: &str, button: CreateButton) -> serenity::Result<()> {
        self.follow_up(http, said_after(text, None).button(button)).await
    }

    /// Whether a form may be opened in answer: the chat opens none in answer to another.
    pub(super) const fn takes_a_form(self) -> bool {
        !matches!(self, Self::Modal(_))
    }

    /// Says something to that person alone, after the interaction was answered. What they had typed
    /// comes back with it, so that nothing is lost.
    pub(super) async fn say_after(self, http: &Http, text: &str, typed: Option<String>) -> serenity::Result<()> {
        self.follow_up(http, said_after(text, typed)).await
    }

    /// Shows a message to that person alone, after the interaction was answered.
    pub(super) async fn message_after(
        self,
        http: &Http,
        message: CreateInteractionResponseFollowup,
    ) -> serenity::Result<()> {
        self.follow_up(http, message).await
    }

    /// Shows something to that person alone; a text to copy stands alone in the message's content.
    pub(super) async fn private(self, http: &Http, private: &Private) -> serenity::Result<()> {
        self.respond(http, CreateInteractionResponse::Message(shown(private))).await
    }

    /// The same, after the interaction was answered.
    pub(super) async fn private_after(self, http: &Http, private: &Private) -> serenity::Result<()> {
        self.follow_up(http, shown_after(private, &[])).await
    }

    /// Shows something that the chat was told to expect, with pictures, or says why not.
    pub(super) async fn private_or_word(
        self,
        http: &Http,
        private: &Private,
        pictures: &[Picture],
        language: Language,
    ) -> serenity::Result<()> {
        let document = private.document.iter().map(|document| document.bytes.len());
        let bytes: usize = document.chain(pictures.iter().map(|picture| picture.bytes.len())).sum();
        if bytes > LARGEST_UPLOAD {
            return self.say_after(http, &text!(language, "discord-too-large", most = LARGEST_UPLOAD_MB), None).await;
        }
        self.message_or_word(http, shown_after(private, pictures), language).await
    }

    /// Shows a message that the chat was told to expect, or says that it cannot be shown: it would be waited for
    /// without end.
    pub(super) async fn message_or_word(
        self,
        http: &Http,
        message: CreateInteractionResponseFollowup,
        language: Language,
    ) -> serenity::Result<()> {
        if let Err(error) = self.follow_up(http, message).await {
            tracing::warn!(error = %loggable(&error), "an answer could not be shown");
            self.say_after(http, &text!(language, "discord-not-shown"), None).await?;
        }
        Ok(())
    }

    /// Shows what the guard says of a text to that person alone.
    pub(super) async fn checked(self, http: &Http, text: &str, checked: &Checked) -> serenity::Result<()> {
        self.respond(http, CreateInteractionResponse::Message(judged(text, checked))).await
    }
}

/// A message that says something, with what the person had typed.
pub(super) fn said(text: &str, typed: Option<String>) -> CreateInteractionResponseMessage {
    private_message().content(clip(text, SAY)).files(typed.map(text_file))
}

/// The same, after the interaction was answered.
pub(super) fn said_after(text: &str, typed: Option<String>) -> CreateInteractionResponseFollowup {
    private_message_after().content(clip(text, SAY)).files(typed.map(text_file))
}

/// A message that shows something.
pub(super) fn shown(private: &Private) -> CreateInteractionResponseMessage {
    let PrivateParts { about, content, files } = parts(private);
    let message = private_message().embed(about).files(files);
    match content {
        Some(content) => message.content(content),
        None => message,
    }
}

/// The same, after the interaction was answered, with pictures.
pub(super) fn shown_after(private: &Private, pictures: &[Picture]) -> CreateInteractionResponseFollowup {
    let PrivateParts { about, content, mut files } = parts(private);
    files.extend(pictures.iter().map(|picture| CreateAttachment::bytes(picture.bytes.clone(), &picture.name)));
    let message = private_message_after().embed(about).files(files);
    match content {
        Some(content) => message.content(content),
        None => message,
    }
}

/// A message that says what the guard thinks of a text.
pub(super) fn judged(text: &str, checked: &Checked) -> CreateInteractionResponseMessage {
    let mut about = CreateEmbed::new()
        .title(format!("{} {}", card::mark(checked.verdict), checked.verdict_text))
        .description(clip(&escape(text), CHECKED))
        .colour(card::verdict_colour(checked.verdict));
    for (name, value) in card::finding_fields(&checked.findings) {
        about = about.field(name, value, false);
    }
    private_message().embed(about)
}

/// What a private message is made of.
struct PrivateParts {
    about: CreateEmbed,
    content: Option<String>,
    files: Vec<CreateAttachment>,
}

fn parts(private: &Private) -> PrivateParts {
    let mut about = CreateEmbed::new().title(EmbedTitle::new(&private.title).to_string());
    let readable = private.readable.iter().map(|text| format!("\n{}", clip(&card::quoted(text), READ)));
    let said: Vec<_> = private.notes.iter().cloned().chain(readable).collect();
    about = about.description(clip(&said.join("\n"), DESCRIPTION));
    for (name, value) in card::finding_fields(&private.findings) {
        about = about.field(name, value, false);
    }
    // What comes with a document holds words of the review, which would be live in a message.
    let whole = private.copyable.as_ref().map(|text| {
        let in_a_message = private.document.is_none().then(|| Content::whole(text)).flatten();
        in_a_message.ok_or_else(|| text_file(text.clone()))
    });
    let mut files = Vec::new();
    let content = match whole {
        Some(Ok(content)) => Some(content.to_string()),
        Some(Err(file)) => {
            files.push(file);
            None
        }
        None => None,
    };
    files.extend(
        private.document.iter().map(|document| CreateAttachment::bytes(document.bytes.clone(), document.name.clone())),
    );
    PrivateParts { about, content, files }
}

/// A text as a file: whole, whatever its length.
pub(super) fn text_file(text: String) -> CreateAttachment {
    CreateAttachment::bytes(text.into_bytes(), "texte.txt")
}

fn private_message() -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new().ephemeral(true).allowed_mentions(CreateAllowedMentions::new())
}

/// An empty message to that person alone, after the interaction was answered.
pub(super) fn private_message_after() -> CreateInteractionResponseFollowup {
    CreateInteractionResponseFollowup::new().ephemeral(true).allowed_mentions(CreateAllowedMentions::new())
}
