"""The first step of Égard with discord.py: a message command, a card with buttons, the step recorded before the
answer. Written as the examples of discord.py (`app_commands/basic.py`, `views/persistent.py`) show."""

import os
import signal
import sqlite3

import discord
import yarl
from discord import app_commands

COMMAND = "Répondre à cet avis"
GUILD = discord.Object(int(os.environ["BENCH_GUILD"]))

# discord.py has no settings for another address of Discord's.
discord.http.Route.BASE = os.environ["BENCH_API"] + "/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["BENCH_GATEWAY"])

# With WAL and FULL, SQLite syncs its log at every commit: what `commit` returned from is on the disk.
db = sqlite3.connect(os.environ["BENCH_DATABASE"])
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.execute(
    """CREATE TABLE IF NOT EXISTS exchange (
        id INTEGER PRIMARY KEY,
        guild TEXT NOT NULL,
        message TEXT NOT NULL,
        author TEXT NOT NULL,
        review TEXT NOT NULL,
        opened_by TEXT NOT NULL,
        opened_at TEXT NOT NULL
    )"""
)
OPEN = "INSERT INTO exchange (guild, message, author, review, opened_by, opened_at) VALUES (?, ?, ?, ?, ?, ?)"


class Card(discord.ui.View):
    """The answers to the first question. It outlives the process, as Égard's does."""

    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Oui, quelqu’un", style=discord.ButtonStyle.danger, custom_id="danger")
    async def danger(self, interaction, _button):
        await interaction.response.defer()

    @discord.ui.button(label="Non, personne", style=discord.ButtonStyle.primary, custom_id="safe")
    async def safe(self, interaction, _button):
        await interaction.response.defer()

    @discord.ui.button(label="Je ne sais pas", style=discord.ButtonStyle.secondary, custom_id="unsure")
    async def unsure(self, interaction, _button):
        await interaction.response.defer()


class Bot(discord.Client):
    """A client with commands."""

    def __init__(self):
        intents = discord.Intents(guilds=True)
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        self.synced = False

    async def setup_hook(self):
        self.add_view(Card())
        self.loop.add_signal_handler(signal.SIGTERM, lambda: self.loop.create_task(self.end()))

    async def on_ready(self):
        # Once, and after the connection, so that the start is not charged with it.
        if not self.synced:
            self.synced = True
            await self.tree.sync(guild=GUILD)

    async def end(self):
        (count,) = db.execute("SELECT count(*) FROM exchange").fetchone()
        print(f"recorded {count}", flush=True)
        await self.close()
        db.close()


client = Bot()


@client.tree.context_menu(name=COMMAND)
@app_commands.guilds(GUILD)
async def answer_review(interaction: discord.Interaction, review: discord.Message):
    row = (
        str(interaction.guild_id),
        str(review.id),
        review.author.name,
        review.content,
        str(interaction.user.id),
        discord.utils.utcnow().isoformat(),
    )
    number = db.execute(OPEN, row).lastrowid
    db.commit()
    card = discord.Embed(title=f"Avis n° {number}", colour=0x346BC4, description=review.content)
    card.add_field(name="Auteur", value=review.author.name)
    card.add_field(name="Question 1", value="Quelqu’un est-il en danger ?", inline=False)
    card.set_footer(text="Rien n’est publié sans vous.")
    await interaction.response.send_message(embed=card, view=Card())


client.run(os.environ["DISCORD_TOKEN"], log_handler=None)
