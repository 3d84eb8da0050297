// The first step of Égard with discord.js: a message command, a card with buttons, the step recorded before the
// answer. Written as discordjs.guide and the README of better-sqlite3 show.
'use strict';

const Database = require('better-sqlite3');
const {
	ActionRowBuilder,
	ApplicationCommandType,
	ButtonBuilder,
	ButtonStyle,
	Client,
	ContextMenuCommandBuilder,
	EmbedBuilder,
	Events,
	GatewayIntentBits,
} = require('discord.js');

const { BENCH_API, BENCH_DATABASE, BENCH_GUILD, DISCORD_TOKEN } = process.env;
const COMMAND = 'Répondre à cet avis';

// With WAL and FULL, SQLite syncs its log at every commit: what `run` returned from is on the disk.
const db = new Database(BENCH_DATABASE);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS exchange (
	id INTEGER PRIMARY KEY,
	guild TEXT NOT NULL,
	message TEXT NOT NULL,
	author TEXT NOT NULL,
	review TEXT NOT NULL,
	opened_by TEXT NOT NULL,
	opened_at TEXT NOT NULL
)`);
const open = db.prepare(`INSERT INTO exchange (guild, message, author, review, opened_by, opened_at)
	VALUES (?, ?, ?, ?, ?, ?)`);

const client = new Client({
	intents: [GatewayIntentBits.Guilds],
	rest: { api: `${BENCH_API}/api` },
	allowedMentions: { parse: [] },
});

client.once(Events.ClientReady, async (ready) => {
	const command = new ContextMenuCommandBuilder().setName(COMMAND).setType(ApplicationCommandType.Message);
	await ready.application.commands.set([command], BENCH_GUILD);
});

client.on(Events.InteractionCreate, async (interaction) => {
	if (!interaction.isMessageContextMenuCommand() || interaction.commandName !== COMMAND) return;
	const review = interaction.targetMessage;
	const { lastInsertRowid: id } = open.run(
		interaction.guildId,
		review.id,
		review.author.username,
		review.content,
		interaction.user.id,
		new Date().toISOString(),
	);
	const card = new EmbedBuilder()
		.setTitle(`Avis n° ${id}`)
		.setColor(0x346bc4)
		.setDescription(review.content)
		.addFields(
			{ name: 'Auteur', value: review.author.username, inline: true },
			{ name: 'Question 1', value: 'Quelqu’un est-il en danger ?' },
		)
		.setFooter({ text: 'Rien n’est publié sans vous.' });
	const button = (answer, label, style) =>
		new ButtonBuilder().setCustomId(`${id}:${answer}`).setLabel(label).setStyle(style);
	const answers = new ActionRowBuilder().addComponents(
		button('danger', 'Oui, quelqu’un', ButtonStyle.Danger),
		button('safe', 'Non, personne', ButtonStyle.Primary),
		button('unsure', 'Je ne sais pas', ButtonStyle.Secondary),
	);
	await interaction.reply({ embeds: [card], components: [answers] });
});

process.on('SIGTERM', async () => {
	const { count } = db.prepare('SELECT count(*) AS count FROM exchange').get();
	console.log(`recorded ${count}`);
	await client.destroy();
	db.close();
	process.exit(0);
});

client.login(DISCORD_TOKEN);
