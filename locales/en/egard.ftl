### Texts of the interface, in English.

## Statuses of an exchange
status-received = Received
status-classifying = Questions in progress
status-no-reply = No reply
status-proposed = Reply proposed
status-edited = Text edited
status-submitted = Awaiting approval
status-changes-requested = Change requested
status-approved = Approved
status-published = Published
status-private-contact = Private contact
status-procedure = Procedure in progress
status-complaint = Complaint
status-escalated = Needs a decision
status-emergency = Emergency
status-closed = Closed

## The card of an exchange
review-label = Review
labelled = { $label }: { $text }
answers-title = Answers
question-progress = Question { $number }/{ $total }
proposal-variant = { $template } · wording { $number }/{ $total }
findings-title = Points found
checklist-title = What to do
step-now = At once
step-then = Then
step-due = by { $day }
clock-days = { $days ->
    [0] the same day
    [one] one day
   *[other] { $days } days
  }
clock-months = { $months ->
    [one] one month
   *[other] { $months } months
  }
clock-from-first-posted = { $length } from the first posting (date to be checked)
clock-from-received = { $length } from receipt
clock-from-previous = { $length } after the previous step
change-wanted = Change requested: { $note }
next-blocked = This text cannot be copied as it is: fix the points found, or go back.
next-approval = Some of these words do not come from the template: someone must read the text before it is published.
next-copy = Copy the text, post it, then say where it is.
next-submitted = Another person must read and approve it.
next-no-reply = Give the reason: it will be recorded and the exchange closed.
next-published = The reply is published.
next-published-at = The reply is published: { $url }
ending-not-answered = No reply. Reason: { $reason }
ending-published = The reply is published; the exchange is closed.
ending-closed = The exchange is closed.
ending-closed-note = The exchange is closed: { $note }

verdict-pass = Nothing to report.
verdict-warn = To be re-read: some points need checking.
verdict-block = Blocked: some points must be fixed.

channel-public = A text for the public.
channel-private = A private text: send it to that person only, once you are certain who they are.
channel-letter = A letter to be completed and checked before it is sent.
channel-internal = An internal note: it does not leave the practice.

suggested = Suggested: { $label }
urgent-noticed = Possible emergency ({ $what }): “{ $words }”. First: { $first }
urgent-first = the person before the reputation. Warn a manager at once and, in immediate danger, the emergency services.

## What is noticed in a review
urgent-suicidal = suicidal thoughts
urgent-person-in-danger = person in danger
urgent-medical-emergency = medical emergency
urgent-threat = threat
urgent-abuse-reported = abuse or assault reported
urgent-fraud-reported = fraud reported
ground-threat = threat
ground-extortion = blackmail
ground-discrimination = racism, hate, discrimination
ground-impersonation = impersonation
ground-privacy = private life
ground-insult = insult
ground-defamation = defamation
ground-fake-or-competitor = fake review or competitor
ground-disparagement = disparagement
ground-off-topic = off topic
topic-waiting = waiting
topic-reception = reception
topic-phone = telephone
topic-fees = fees
topic-premises = premises
topic-access = access
topic-communication = communication
topic-attitude = attitude
topic-care = care or service
topic-administrative = administration
read-urgent = Possible emergency: { $list }
read-grounds = Possible grounds, to be confirmed: { $list }
read-topics = Topics: { $list }
read-nothing = Nothing was noticed. That proves nothing: read the review again.
read-empty = { $file }: there is nothing to read.

## Buttons
button-copy = Copy the text
button-publish = Published
button-approve = Approve
button-submit = Have it read
button-changes = Ask for a change
button-another = Another wording
button-fill = Complete
button-edit = Edit
button-mend = Suggest a fix
button-language-fr = In French
button-language-en = In English
button-silence = Do not reply
button-close = Done
button-cancel = Abandon
button-reopen = Reopen
button-back = Back
menu-ready-texts = Prepare a text…
menu-steps = Tick off a step…
menu-override = Manager: override a point…
menu-override-option = “{ $words }” ({ $rule })

## Forms
form-edit = Edit the text
form-fill = Complete the text
form-override = Override a point
form-changes = Ask for a change
form-publish = Reply published
form-reopen = Reopen the exchange
form-silence = Do not reply
field-text = Text of the reply
hint-text = No name, no date, no care, no “your” followed by a fact
field-reason = Reason
hint-reason = A few words; they stay in the journal
field-note = Message
hint-note = A few words; they stay in the journal
field-url = Address of the published reply
hint-url = https://… (optional)
hint-variable = No name, no date, no care

private-copy-title = Text to copy
private-copy-note = Once it has been posted, press “Published” on the card.
quick-blocked = With these words, the text is blocked: fix the points found.

## Refusals
refusal-stale = This exchange has already moved on: here is where it stands.
refusal-managers-only = Only a manager can do this.
refusal-own-text = You cannot approve your own text: another person must read it.
refusal-blocked = The text is blocked: fix the points found, or ask a manager to override them and give a reason.
refusal-needs-approval = A manager must approve the text first.
refusal-not-now = This is not possible at this stage ({ $status }).
refusal-not-asked = The question “{ $question }” is not asked on this path.
refusal-unknown-answer = “{ $answer }” is not an answer to the question “{ $question }”.
refusal-reason-missing = The reason is missing.
refusal-too-long = This is too long: { $most } characters at most.
refusal-empty-text = The text is empty.
refusal-unknown-finding = This point is no longer in the text.
refusal-nothing-to-mend = No point found has a fix to suggest: edit the text.
refusal-unknown-step = There is no such step, or it is already done.
refusal-nothing-to-take-back = There is nothing to undo.

## Errors
error-review-empty = The review is empty: paste its text.
error-review-long = The review has { $length } characters; the limit is { $most }. Keep what matters.
error-review-rating = The rating { $rating } is not between 1 and 5.
error-url = The address must begin with https:// or http:// and contain no spaces.
error-no-template = No template fits here. Tell whoever looks after the templates.
error-missing-values = Missing: { $names }.
error-text-long = The text has { $length } characters; the limit is { $most }.
error-unknown-exchange = Exchange { $exchange } was not found.
error-unknown-practice = The practice { $practice } is not in the configuration.
error-unknown-pack = The pack { $pack } is not loaded.
error-journal = The journal could not be read or written: nothing was recorded. Try again; if it persists, tell whoever looks after the service.
error-journal-io = The disk refused the write: nothing was recorded. Free up some space, then try again.

## Months
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Description of a review
button-describe = Complete the review
form-describe = Complete the review
field-platform = Site or platform
hint-platform = Google, Facebook, Doctolib…
field-author = Name shown by the author
hint-author = As it is published, with nothing added
field-rating = Rating
hint-rating = From 1 to 5
field-first-posted = First posting
hint-first-posted = dd/mm/yyyy: legal time limits run from that day
error-day = The day “{ $day }” is not recognised: write it as 31/12/2026.

## Terminal
terminal-welcome = Égard · { $practice }
terminal-paste =
    Paste the review, then Enter.
    Enter alone: a sample review · ?: help · :q: quit
    :l: open exchanges · :f: the queue · :s words: find in the journal
terminal-sample = A two-hour wait for ten minutes, and an icy welcome. Nobody said sorry. A pity.
terminal-help =
    Égard helps to answer a public review without breaching professional secrecy.
    1. Paste the review: a few questions, answered by you, classify it.
    2. A reply is proposed. Change its wording, complete it or edit it:
       every text is checked, and what is wrong is underlined.
    3. Copy the text, post it yourself, then say where it is.
    Everything is recorded in the journal; nothing leaves this machine.
    At the prompt: “:l” resumes an open exchange, “:f” shows the queue (what waits, for whom, since when),
    “:s waiting status:published” searches the journal, “:q” quits.
terminal-goodbye = Goodbye. The journal keeps everything: “egard journal list” shows it.
terminal-unknown-command = “{ $typed }” is no command: ? shows the help.
terminal-none-open = No exchange is open.
terminal-open = Which exchange do you want to resume?
terminal-left = Exchange { $exchange } is kept. “egard”, then “:l”, resumes it.
terminal-next-review = Leave this exchange and go to another review
terminal-quit = Quit
terminal-what-next = What next?
terminal-suggested = { $label } ← suggested
terminal-answer = Your choice
terminal-continue = Continue
terminal-copied = The text above is ready to be copied.
terminal-no-such-choice = “{ $typed }” is no choice: give a number from 1 to { $most }, or the word in brackets.
terminal-edit-in-place = Edit the text, then press Enter (Ctrl-C cancels).
terminal-text-name = text
terminal-editor-failed = The editor gave no text back: change it here.
terminal-keep = (empty line: keep “{ $value }”; a hyphen: erase it)
terminal-keys = ↑ ↓ to choose, Enter to confirm, Esc to go back
terminal-reference = exchange { $exchange }
severity-block = blocked
severity-warn = to re-read
severity-notice = note
severity-overridden = overridden
finding-fix = fix
finding-source = source
finding-mended = mended so
findings-more =
    { $count ->
        [one] … and one more, to be seen once these are settled.
       *[other] … and { $count } more, to be seen once these are settled.
    }

## Command line
cli-template =
    {"{about}"}

    Usage: {"{usage}"}

    {"{all-args}"}
cli-options = Options
cli-arguments = Arguments
cli-global-help = Show this help
cli-global-version = Show the version
cli-error-unknown = “{ $argument }” is not a known option here.
cli-error-command = “{ $command }” is not a command.
cli-error-missing-command = A command is missing.
cli-error-missing = { $argument } is missing.
cli-error-value = “{ $value }” is not valid for { $argument }. Possible values: { $known }.
cli-error-conflict = { $argument } cannot be used with { $other }.
cli-error-other = The command line could not be understood.
cli-error-help = “--help” shows the help.
cli-commands = Commands
cli-about = Reply to public reviews with tact, without breaching professional secrecy
cli-global-config = Configuration file (egard.toml by default; without it, a demonstration practice)
cli-global-data = Journal folder (data/ by default)
cli-global-lang = Language: fr or en (for check: also auto)
cli-global-practice = Practice, where the configuration names several
cli-chat-about = The whole conversation in the terminal
cli-discord-about = The Discord bot
cli-discord-register-about = Register the bot’s commands on the configured servers
cli-draft-about = One proposal without a dialogue: the review on standard input
cli-draft-answers = An answer to the questionnaire, question=answer; as many as needed
cli-draft-vars = A value of the template, name=value
cli-draft-pack = Pack of templates
cli-draft-format = text (default) or json
cli-draft-no_journal = Record nothing in the journal
cli-check-about = Check a text: exit code 0 if it passes, 1 if it is blocked
cli-check-files = Files to check; standard input if none
cli-check-review = The review that the text replies to
cli-check-pack = Pack of rules
cli-check-format = human (default), json or sarif
cli-check-batch = Read lines of JSON, one per text, and answer in kind: id, text, and if you like lang, pack, review, contacts
cli-check-explain = Explain a rule (its identifier), or every one: all
cli-read-about = Read a review: possible emergencies, possible grounds, topics
cli-read-file = The review to read; standard input if none or with -
cli-read-pack = Pack of cues
cli-read-format = human (default) or json
cli-read-batch = Read lines of JSON, one per review, and answer in kind: id, text, and if you like lang
cli-templates-about = The templates
cli-templates-list-about = List the templates
cli-templates-list-pack = Pack of templates; all of them if omitted
cli-templates-list-format = human (default) or json
cli-templates-show-about = Show a template
cli-templates-show-template = Identifier of the template
cli-templates-show-pack = Pack of templates
cli-templates-render-about = Fill in a template
cli-templates-render-template = Identifier of the template
cli-templates-render-vars = A value, name=value
cli-templates-render-pack = Pack of templates
cli-templates-lint-about = Check a folder of templates, and report every fault with its file and line
cli-templates-lint-dir = Folder; the built-in templates if omitted
cli-journal-about = The journal
cli-journal-list-about = List the exchanges, newest first
cli-journal-list-status = Only this status; may be repeated
cli-journal-list-limit = The most exchanges to list
cli-journal-list-format = human (default), json or csv
cli-journal-show-about = Show an exchange and its whole history
cli-journal-show-exchange = Identifier, or its beginning
cli-journal-show-format = human (default) or json
cli-journal-verify-about = Prove that the archive is as it was written
cli-journal-rebuild-about = Rebuild the index from the archive
cli-doctor-about = Report what is set up, what is missing and what is broken

error-language = “{ $code }” is not a known language: fr or en.
error-config-io = { $file }: { $why }. Name another file with --config.
error-config =
    The configuration needs fixing:
    { $faults }
error-in-use = The folder { $folder } is in use by another egard: stop it, or name another folder with --data.
error-data-io = { $path }: { $why }. Check the folder’s permissions, or name another one with --data.
error-archive-broken = { $place }: the archive is no longer as it was written ({ $what }). Restore this file from a backup.
error-store = The journal’s index failed ({ $why }). “egard journal rebuild” rebuilds it; the archive is intact.
error-templates-io = The templates are unreadable: { $why }
error-no-such-pack = There is no pack “{ $pack }”. There are: { $known }.
error-faulty-pack =
    The templates need fixing:
    { $faults }
error-too-large = { $file }: the text is longer than { $most } bytes. Keep what matters.
error-not-utf8 = { $file }: the text is not UTF-8. Save it in that encoding.
error-no-such-template = There is no template “{ $template }” in { $pack } for this language. “egard templates list” shows them.
error-pair = “{ $pair }”: a value is written name=value.
error-several-exchanges = Several exchanges begin this way: { $known }
error-no-token = The bot’s token is missing: put it in the variable { $variable }, or in a file named by discord.token_file.
error-token-file-open = { $file }: others can read this file. Run “chmod 600” on it.
error-wrong-token = Discord refuses the token: check it in the developer portal, under Bot.
error-gateway = The connection to Discord ended: { $why }
draft-known-answers = Possible answers: { $answers }.
draft-unknown-var = “{ $name }” is not a value that this template asks for. It asks for: { $known }
draft-missing = The answer to “{ $question }” is missing: { $ask }
draft-no-reply = No public reply: { $kind } ({ $outcome }). “egard journal show” shows what to do.
kind-reply = reply
kind-no-reply = do not reply
kind-private-contact = make contact in private
kind-procedure = follow a procedure
kind-complaint = handle as a complaint
kind-escalate = refer for a decision
kind-emergency = emergency
check-empty = { $file }: there is nothing to check.
check-summary = { $file }: { $verdict }{ $count ->
    [0] {""}
    [one] {" "}(1 point)
   *[other] {" "}({ $count } points)
  }
check-batch-line = line { $line }: { $why }
check-batch-json = this is not the JSON object expected (column { $column })
lint-no-pack = There is no pack here: a pack is a folder that contains pack.toml.
lint-clean = Nothing to fix: { $packs }
lint-faults = { $count ->
    [one] 1 fault
   *[other] { $count } faults
  }
journal-empty = No exchange for { $practice }.
journal-history = History
journal-verified = The archive is intact: { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
  }, { $exchanges ->
    [one] { $exchanges } exchange
   *[other] { $exchanges } exchanges
  }.
journal-head = { $practice }: line { $seq }, to be deposited elsewhere: { $seq }:{ $hash }
journal-unfinished = The last step is not complete: it is still being written, or was cut short before it was confirmed.
journal-rebuilt = Index rebuilt: { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
  }, { $exchanges ->
    [one] { $exchanges } exchange
   *[other] { $exchanges } exchanges
  }.
journal-torn = An unfinished step, never confirmed, was set aside: { $place }
journal-rebuilt-itself = The journal’s index was missing, out of date or damaged: it was rebuilt from the archive.
column-exchange = Exchange
column-received = Received
column-status = Status
column-outcome = Outcome
column-due = Due
column-language = Language
column-template = Template
column-title = Title
column-channel = Channel
event-received = review received
event-answered = answer
event-described = review completed
event-classified = classified
event-proposed = reply proposed
event-edited = text edited
event-overridden = point overridden by a manager
event-submitted = submitted for approval
event-approved = approved
event-changes-requested = change requested
event-copied = text copied
event-prepared = text prepared
event-published = published
event-not-answered = no reply
event-step-done = step done
event-closed = closed
event-reopened = reopened
event-reassigned = reassigned
event-language-chosen = language chosen
event-taken-back = step undone
doctor-demonstration = No egard.toml: the demonstration practice is used. Copy egard.example.toml to begin.
doctor-config = Configuration read: { $count ->
    [one] 1 practice
   *[other] { $count } practices
  }
doctor-packs = Templates and rules: nothing to fix
doctor-no-contact = The practice { $practice } has no phone, e-mail or address: replies will point to reception.
doctor-token = Discord token found
doctor-no-guild = No Discord server is configured: add [[discord.guild]] to egard.toml.
doctor-no-managers = Server { $guild }: no manager role (manager_roles), so nobody can approve.
doctor-no-data = { $folder } does not exist yet: the journal will be created there with the first review.

## Discord
discord-choose-answer = Choose…
discord-no-direct = Égard only answers on the team’s server, never in a private message.
discord-unknown-guild = This server is not in Égard’s configuration.
discord-no-role = You lack a role to use Égard: ask whoever runs the server.
discord-old-button = This button comes from another version: open the review again with “Answer this review”.
discord-not-understood = This request was not understood. Update Discord and try again.
discord-registered = Commands registered on { $count ->
    [one] 1 server
   *[other] { $count } servers
  }.
discord-help-title = Égard in four steps
discord-help =
    1. Forward the review to the channel, then long-press (or right-click) › Apps › **Answer this review**. Without a forward: **/review**.
    2. Answer the questions, then choose the wording. **Edit** changes the text; it is checked each time.
    3. **Copy the text** gives it to you alone. Post it yourself, then press **Published**.
    4. **/template** gives a short text, **/check** checks yours.
    The rest: **/policy**, **/charter**, **/advice** (a card a day), **/watch** (where to look), **/measures** (what is left to do), **/consent** (who may be cited).
    Never type a patient’s name, care or date of visit here.
command-review = Type in a review
command-name-review = review
command-template = A ready-made text
command-name-template = template
command-check = Check a reply before posting it
command-name-check = check
command-help = How to use Égard
command-name-help = help
command-name-answer-review = Answer this review
command-name-check-reply = Check this reply
option-template = The text you want: a few letters will do
option-name-template = template
option-language = The language of the text
option-name-language = language
option-text = The text to check
option-name-text = text
form-new = Type in a review
field-review = Text of the review
hint-review = Paste it as it is published

error-unknown-outcome = Practice { $practice }: approval_by_outcome names “{ $outcome }”, which is no outcome. There are: { $known }.
error-unknown-profession = Practice { $practice }: “{ $profession }” is no profession of this pack. There are: { $known }.
draft-answered-twice = The question “{ $question }” has two answers: keep one.
refusal-rules-changed = The rules have changed since this text was written: look at the points found.
next-approval-always = Here every text is read by another person before it is published.
quick-to-be-read = This text holds your own words: another person must read it. Ask a manager for it, or use /review.
event-rechecked = read again by the guard

## A reply of which nothing would be left
neutral-reply = Thank you for your message. We cannot discuss any situation here; please contact us directly to talk in private.

## The rules, explained
explain-finds = What it finds
explain-why = Why
explain-source = Source
explain-example = Example
explain-instead = Instead
explain-removed = (the sentence is taken out)
explain-sign = A sign: counts where the learned layer agrees.
explain-learned = Learned from examples, not written: see docs/learned-layer.md.
explain-every-pack = every pack
explain-pack = pack { $pack }
rules-title = The guard’s rules
rules-intro =
    Every rule that the guard applies to a reply: what it finds, where it comes from, a text that it objects to (✘), a text that it lets through (✔), and what to write instead (→). What a rule tells in French follows in italics. “egard check --explain RULE” shows the page of one rule. A rule that is a sign says nothing by itself: it counts where the learned layer suspects the same words, and blocks only where that layer is sure enough or where the words repeat the review. [The learned layer](learned-layer.md) has a page of its own. This page is written by “egard --lang en check --explain all”: it is not edited by hand.
family-secrecy = Professional secrecy
family-identity = Identity
family-promotion = Promotion
family-tone = Tone
family-misleading = Misleading promises
family-completeness = Completeness
family-echo = Echo of the review
why-secrecy = Secrecy covers all that the practice knows of a person, beginning with the fact that they came. That the author told it themselves does not release the practice: a reply that confirms it, or denies it, discloses it.
why-identity = A name, a number or an address points to somebody. Published under a review, it ties that person to the practice, for all to see and for long.
why-promotion = A reply informs and soothes. Regulated professions may not praise themselves, compare themselves with others or ask for reviews; elsewhere too a reply that sells does the practice no good.
why-tone = A reply is read by everybody who still hesitates. What blames, mocks, threatens or asks in public for a removal makes the dispute worse and turns against the practice.
why-misleading = Nobody can guarantee a result. A promise made in public binds, and misleads.
why-completeness = A good reply gives the author a way to talk in private, where everything can be said. This is mere advice: it stands in nobody’s way.
why-echo = To repeat what the author says of themselves, or their name, confirms that it is true. What other rules only point out becomes grave where the reply repeats the review.
language-fr = French
language-en = English
for-public = public
for-private = private
for-letter = letter
for-internal = internal
error-unknown-rule = There is no rule “{ $rule }”. “egard check --explain all” shows them all.
error-unknown-rule-near = There is no rule “{ $rule }”. Perhaps: { $near }

## Rules relaxed by a practice
finding-lowered = severity
finding-waived = Lowered by the practice: { $reason }
journal-waivers = rules relaxed: { $waivers }
doctor-waiver = { $practice }: the rule { $rule } is { $severity ->
    [off] switched off
    [notice] lowered to a mere note
   *[warn] lowered to a second reading
  } ({ $reason })
error-waiver-unknown = there is no rule “{ $rule }” in the pack { $pack }.
error-waiver-near = Perhaps: { $near }
error-waiver-not-milder = severity = "{ $asked }" does not relax the rule “{ $rule }”, which is “{ $severity }”.

# Measures to take
button-measure = Note a measure
form-measure = Note a measure to take
field-measure = Measure, in general terms
hint-measure = What will be better for everyone; no name, no date of care, no file
field-measure-due = By when
hint-measure-due = dd/mm/yyyy (optional: in a month)
measures-title = Measures to take
menu-measures = Tick a measure taken…
refusal-unknown-measure = There is no such measure, or it is already taken.
refusal-past-day = That day is gone by: give one to come.
event-measure-planned = measure to take
event-measure-done = measure taken
cli-journal-list-with_measures = Only those with a measure still to take
event-consent-given = consent recorded
event-consent-withdrawn = consent withdrawn
event-place-visited = watched place visited
error-required-setting = Practice { $practice }: the pack { $pack } asks for `{ $key }`; add it to the configuration.
register-blank = Something is missing: each field says who, for what, where, and where the signed paper lies.
register-unknown = The register has no such thing, or it is no longer in force.
resembles = This reply reads like the one published on { $day } (exchange { $exchange }): another wording will read better on the same page.
error-not-configured = This text needs settings that the configuration lacks: { $keys }. Add them, then try again.
error-document = The document could not be made: try again, or tell whoever looks after Égard.
discord-go-on = Continue
discord-more-to-fill = Noted on the review. A few fields are left to fill for this text.
terminal-save = Save the document ({ $file })
terminal-saved = Saved: { $file }
terminal-not-saved = The file { $file } could not be written: { $why }
command-policy = The practice’s policy on reviews
command-name-policy = policy
command-charter = The practice’s charter, to be adapted
command-name-charter = charter
command-advice = A card to learn from, in a minute
command-name-advice = advice
command-watch = The places to watch, with their last visit
command-name-watch = watch
command-consent = Who agreed in writing to be cited
command-name-consent = consent
command-measures = The measures that are still to be taken
command-name-measures = measures
option-card = The card looked for; without it, the card of the day
option-name-card = card
option-place = The place that you have just looked at
option-name-place = visited
option-list = The consents in force
option-name-list = list
option-add = Record a written consent
option-name-add = add
option-withdraw = Withdraw a consent
option-name-withdraw = withdraw
option-number = Its number
option-name-number = number
form-consent = Written consent
field-consent-name = Who (the name as it may be shown)
hint-consent-name = Camille R.
field-consent-what = For what
hint-consent-what = A sentence, a first name, a photograph…
field-consent-place = Where
hint-consent-place = The practice’s site, its Facebook page…
field-consent-until = Until
hint-consent-until = dd/mm/yyyy; blank: until it is withdrawn
field-consent-reference = Where the signed paper lies
hint-consent-reference = Binder 3, page 12; the paper itself does not come here
consent-title = Consents in force
consent-none = No written consent is in force: nobody may be cited.
consent-no-end = until it is withdrawn
consent-until = until { $day }
watch-title = Watch
watch-none = No place is listed: add them to the configuration ([[practice.watch]]). The guide “watch” tells how to go about it.
watch-never = never visited
watch-last = visited on { $day }
measures-none = No measure is left to take.
button-report = Where to click to report it
report-title = Report the review: { $platform }
report-written = Written on { $day }: the site may have changed since.
report-uncertain = Some of it was not checked on the site: choose the nearest.
report-choice = Ground to choose: { $choice }
target = The practice’s target: to answer by { $day }.
target-missed = The practice’s target was to answer by { $day }.
too-long-for-place = { $platform } cuts beyond { $most } characters: shorten it.
templates-no-folder = There is no folder of templates: name one with --dir, or “templates = …” in the configuration.
templates-bad-name = { $name }: a name is 1 to 30 letters a-z, digits and hyphens.
templates-no-outcome = There is no outcome { $outcome }; there are { $known }.
templates-there-already = { $file } is there already: nothing was written.
templates-built-in = { $template } is there already in the pack supplied: choose another name, or put a file of the same name into your folder, which then takes its place.
templates-written = Written, and it passes: put your own text in its place, then `status = "approved"` for it to be proposed; `egard templates lint` reads it again.
templates-added = + { $file } (added)
templates-no-difference = Nothing differs from the packs supplied.
guide-unknown = Nothing of that name to read: { $name }. `egard guide` lists what there is.
cli-templates-new-about = Write a template that already passes, to be completed
cli-templates-new-pack = Pack of templates
cli-templates-new-outcome = Outcome of the questionnaire, or quick
cli-templates-new-name = Name: a-z, digits and hyphens
cli-templates-new-dir = Folder of your templates; the configuration’s if omitted
cli-templates-diff-about = Show what differs from the packs supplied
cli-templates-diff-dir = Folder of your templates; the configuration’s if omitted
cli-guide-about = The practice’s charter, policy, guides and cards
cli-guide-name = What to read; the list if omitted
cli-guide-out = Save a guide as a word-processor document
cli-watch-about = The places to watch, with their last visit
cli-watch-visited = Note that this place has just been looked at
cli-consent-about = The register of written consents
cli-consent-list-about = List those in force
cli-consent-add-about = Record one
cli-consent-add-name = Who, as the name may be shown
cli-consent-add-what = For what
cli-consent-add-place = Where
cli-consent-add-until = Last day, yyyy-mm-dd; until it is withdrawn if omitted
cli-consent-add-reference = Where the signed paper lies
cli-consent-withdraw-about = Withdraw one
cli-consent-withdraw-number = Its number
column-place = place
column-visited = visited
column-address = address
column-number = no.
column-who = who
column-what = for what
column-until = until
column-reference = paper
silence-advised = It is what the policy of the practice or of its profession prefers; nothing is chosen for you.
form-close = Close in spite of what is left to do
guide-no-document = { $name } is a card: it is read, and has no document.
consent-reason = written consent no. { $number }: { $what }, { $place } ({ $reference })
register-name = This name could not be told in a text: give it as it will be shown, with at least three letters and a capital.
register-no-consents = The law of this profession lets no client be cited, even with their agreement: nothing is recorded.
consent-withdrawn = withdrawn
cli-consent-list-all = Those withdrawn or expired too
dossier-title = Exchange { $exchange }
dossier-status = Status: { $status }
fact-platform = Site:
fact-author = Name shown:
fact-rating = Rating:
fact-first-posted = First posted:
fact-url = Address:
cli-journal-export-about = Export an exchange (.docx, .json), a period (.csv, .jsonl) or the whole archive
cli-journal-export-exchange = Identifier, or its beginning
cli-journal-export-out = File to write, whose ending tells the format; with --archive, a folder, or a .tar file. What is there stays as it is

status-refused = Text refused
event-refused = text refused
event-online-checked = online text compared
event-evidence-added = capture added
event-hold-placed = legal hold placed
event-hold-lifted = legal hold lifted
event-snoozed = reminders put off
event-reminded = reminder given
event-card-posted = card posted
event-author-told = author told of the decision
event-erased = content erased
event-digest-posted = summary posted
approvals-wanted = { $count ->
    [one] one more reader wanted
   *[other] { $count } more readers wanted
}
online-same = the text online is the approved one
online-differs = the text online is not the approved one
next-refused = A manager refused this text: write another one, or decide not to answer.
refusal-cannot-tell-apart = Nothing tells that you have not written or approved this text elsewhere already (another channel, another name). Enter people in the configuration ([[practice.person]]), or have it approved where it was written.
refusal-already-approved = You have approved this text already: somebody else still has to read it.
refusal-refused-text = A manager refused exactly this text: change it or choose another wording.
refusal-held = This exchange is kept until further notice: a manager has to lift the hold first.
refusal-not-held = This exchange is not on hold.
event-viewed = read by a manager
event-role-given = role given
role-staff = staff
role-manager = manager
role-responsible = responsible person

error-period = This period ends before it begins: the first day comes before the last.
figures-title = Figures of { $practice }
figures-period = From { $from } to { $to }.
figures-share = { $part } of { $whole } ({ $percent }%)
figures-minutes = { $count } min
figures-hours = { $count } h
figures-days = { $count } d
figures-received = Reviews received
figures-published = Replies published
figures-edited = … of which someone edited
figures-not-answered = Decided not to answer
figures-waiting = Waiting
figures-overdue = Overdue
figures-overdue-target = … by the practice’s target
figures-overdue-steps = … by a step
figures-overdue-measures = … by a promised measure
figures-on-reception = of reception
figures-on-proposal = of the proposal
figures-on-approval = of approval
figures-on-publication = of publication
figures-on-decision = of the decision
figures-on-word = of the manager’s word
figures-on-first-word = of the first word
figures-on-promise = of the promise
figures-on-done = it was done
figures-as-of-today = that is today
figures-reception-note = Counted on the day of reception.
figures-word-note = Counted on the day of the word; the words are the managers’ own.
figures-times = Time since reception
figures-times-note = Half take less than the median; nine in ten, less than the last duration. Weekends included.
figures-to-proposal = First text proposed
figures-to-approval = Last approval
figures-to-publication = First publication
figures-months = Month by month
figures-months-note = A review counts in the month it came in; a reply and its time, in the month it went online.
figures-outcomes = Outcomes
figures-topics = Topics
figures-platforms = Sites
figures-ratings = Ratings
figures-unknown = Not known
figures-others = All others
figures-reading = Reading by managers
figures-reading-note = A step taken back does not count.
figures-first-time = Approved at the first submission
figures-changes = Changes requested
figures-refused = Texts refused
figures-reasons = Reasons for refusals and requests
figures-word-refused = refused
figures-word-changes = to change
figures-rules = Rules that fired
figures-rules-note = Number of exchanges, counted on the day of the first finding; and where a manager set it aside.
figures-to-review = Templates to look over
figures-to-review-note = Those most often sent back or edited first; a word is told once it comes back in two texts or more.
figures-words = +{ $added } −{ $removed }
figures-taken-out = taken out:
figures-put-in = put in:
figures-templates = Templates used
figures-templates-note = Each figure counts on the day of what it tells.
figures-unused = Templates never used
figures-unused-note = { $count } templates of the pack, neither proposed nor prepared in the period.
figures-measures = Improvement measures
figures-measures-note = What the practice promised to improve.
figures-promised = Promised
figures-done = Taken
figures-done-late = … of which late
figures-open = Still to be taken
figures-late = … of which late
figures-column-figure = Figure
figures-column-count = Number
figures-column-counted = Counted on the day
figures-column-median = Median
figures-column-p90 = 9 in 10
figures-column-month = Month
figures-column-received = Received
figures-column-published = Published
figures-column-promised = Promised
figures-column-done = Taken
figures-column-outcomes = Outcome
figures-column-topics = Topic
figures-column-platforms = Site
figures-column-ratings = Rating
figures-column-day = Day
figures-column-exchange = Exchange
figures-column-word = Word
figures-column-reason = Reason
figures-column-rule = Rule
figures-column-fired = Exchanges
figures-column-overridden = Set aside
figures-column-template = Template
figures-column-proposed = Proposed
figures-column-first-time = First time
figures-column-sent-back = Sent back
figures-column-edited = Edited
figures-column-words = Words
figures-column-often = Often
figures-column-published-edited = Edited
figures-column-prepared = Prepared
figures-column-section = Section
figures-column-row = Row
figures-column-column = Column
figures-column-value = Value
chart-months = Reviews and replies by month
chart-times = Time to publication
chart-outcomes = Outcomes of the reviews received
chart-topics = Topics of the reviews received
chart-measures = Improvement measures
chart-note-months = A review in the month it came in, a reply in the month it went online
chart-note-times = From reception to publication, in the month of publication
chart-note-outcomes = Counted on the day of reception
chart-note-topics = Counted on the day of reception
chart-note-measures = In the month of the promise, and in that of its keeping
chart-unit-count = number
chart-unit-reviews = reviews
chart-unit-days = days
chart-unit-measures = measures
chart-series-received = Reviews received
chart-series-published = Replies published
chart-series-median = Median
chart-series-p90 = 9 in 10 in less than
chart-series-promised = Promised
chart-series-done = Taken
chart-empty = Nothing to show in this period
short-month-1 = Jan
short-month-2 = Feb
short-month-3 = Mar
short-month-4 = Apr
short-month-5 = May
short-month-6 = Jun
short-month-7 = Jul
short-month-8 = Aug
short-month-9 = Sep
short-month-10 = Oct
short-month-11 = Nov
short-month-12 = Dec
figures-charts-saved = { $count } pictures written to { $folder }
cli-journal-stats-about = The figures of a period, for managers
cli-journal-stats-from = First day, yyyy-mm-dd; the last twelve months if omitted
cli-journal-stats-to = Last day, yyyy-mm-dd; today if omitted
cli-journal-stats-format = human (default), json or csv
cli-journal-stats-charts = Also write the charts (PNG) to this folder
text-refused = Text refused by a manager: { $reason }
approval-note = Manager’s note: { $note }
approval-revised = A manager corrected and approved this text: somebody else still has to read it. Whoever submitted it may confirm it with “Approve”.
approval-more = A manager approved this text; another one still has to read it.
changes-title = What changed since the template
online-title = The text online is not the approved one
button-approve-note = Approve with a note
button-revise = Correct and approve
button-refuse = Refuse
button-online = Compare the text online
button-take = I’ll take it
button-hand-over = Hand it to someone
button-snooze = Remind me later
menu-follow = Follow-up…
discord-more = More actions…
form-revise = Correct and approve
form-approve-note = Approve with a note
form-refuse = Refuse this text
form-online = Compare the text online
form-hand-over = Hand the exchange over
form-snooze = Put reminders off
field-online = Text as it stands online
hint-online = Copy it from the page; it is held against the approved text
field-to = To whom
hint-to = As the journal names them: discord:…, terminal:…, person:…
field-until = Until (day)
hint-until = 31/12/2026
clock-target = Answer (the practice’s own target)
reminder-before = To be done by { $day }: { $what } (exchange { $exchange }).
reminder-due = Today is the last day: { $what } (exchange { $exchange }).
reminder-late = Overdue since { $day }: { $what } (exchange { $exchange }).
reminder-again = You asked to be told today: { $what }, by { $day } (exchange { $exchange }).
morning-summary = This morning: { $waiting ->
    [one] one exchange waits
   *[other] { $waiting } exchanges wait
}, { $managers } of them for approval, { $overdue } overdue.
weekly-summary = Week begun on { $first }: { $received ->
    [0] no review received
    [one] one review received
   *[other] { $received } reviews received
}, { $published ->
    [0] no reply published
    [one] one reply published
   *[other] { $published } replies published
}. { $waiting ->
    [0] Nothing waits.
    [one] One exchange waits.
   *[other] { $waiting } exchanges wait.
} { $measures ->
    [0] No promised measure is left to take.
    [one] One promised measure is left to take.
   *[other] { $measures } promised measures are left to take.
}
queue-line = { $exchange } · { $title }
queue-line-due = { $exchange } · { $title } · by { $day }: { $what }
queue-line-late = { $exchange } · { $title } · overdue since { $day }: { $what }
told-approved = Your text is approved: it can be copied and posted (exchange { $exchange }).
told-confirm = A manager corrected and approved your text: read it and confirm it with “Approve” (exchange { $exchange }).
told-changes = A change is asked for in your text (exchange { $exchange }): { $note }
told-refused = Your text is refused (exchange { $exchange }): { $reason }
discord-open = Show the exchange
refusal-responsible-only = Only the person who answers for the practice may do this.
roles-none = Nobody was given a role here: everyone has the one that the configuration gives them.
column-role = Role
column-waits-for = Waits for
column-since = Since
column-to-do = To do
queue-empty = Nothing waits.
queue-managers = the managers
terminal-waiting = { $waiting ->
    [one] One exchange waits
   *[other] { $waiting } exchanges wait
}{ $overdue ->
    [0] {""}
   *[other] , { $overdue } of them overdue
} · :f: the queue
terminal-queue = What waits, the most pressing first
cli-role-about = Roles given here by the person who answers for the practice
cli-role-list-about = Roles given here
cli-role-give-about = Give someone a role
cli-role-give-person = As the journal names them: discord:…, terminal:…, person:…
cli-role-give-role = staff or manager
cli-role-reset-about = Give someone back the role that the configuration gives them
cli-role-reset-person = As the journal names them
cli-journal-queue-about = What waits, for whom, since when; the most pressing first
cli-journal-queue-format = human (default) or json
held = 🔒 On hold, nothing of it may be erased: { $reason }
captures = Captures: { $count } ({ $kinds }), the last one on { $day }.
capture-kind = This file is neither a picture (PNG, JPEG, WebP, GIF) nor a PDF: it is not attached.
capture-too-large = This file is larger than { $most } MB: it is not attached.
capture-elsewhere = This file does not lie with Discord: it is not attached.
capture-unreachable = This file could not be read from Discord: it is not attached. Try again with “Add as evidence”.
capture-missing = exchange { $exchange }: the capture { $sha256 } is missing.
capture-changed = exchange { $exchange }: the capture { $sha256 } was changed.
journal-captures = { $count ->
    [one] One capture is as it was kept.
   *[other] { $count } captures are as they were kept.
}
journal-erasing = { $count ->
    [one] One erasure is not finished: it will be when the journal is opened next.
   *[other] { $count } erasures are not finished: they will be when the journal is opened next.
}
journal-contained = { $practice }: the chain still contains line { $seq }, written on { $at }: nothing up to it was changed.
journal-not-contained = No chain contains this digest: the archive does not go on from the one that had it, or it was changed before.
doctor-captures = { $count ->
    [one] One capture is missing or was changed: “egard journal verify” says which.
   *[other] { $count } captures are missing or were changed: “egard journal verify” says which.
}
doctor-retention = { $practice }: retention, in days: { $lengths }
terminal-attached = { $file } is attached to exchange { $exchange }.
hold-placed = Exchange { $exchange } is on hold: nothing of it may be erased until further notice.
hold-lifted = Exchange { $exchange } is no longer on hold.
erase-none = Nothing matches: there is nothing to erase.
erase-consents = Consents of the register: { $numbers }
erase-confirm = Erase all of this for good?
erase-confirm-missing = Nothing is erased. Add --yes to erase what is listed.
erase-done = Exchange { $exchange } erased.
erase-not-done = Exchange { $exchange } not erased: { $why }
erase-consent-done = Consent { $number } erased.
erase-elsewhere = Messages of the chat and backups are not erased by this: think of them.
purge-not-set = No retention is set ([practice.retention]): everything is kept.
purge-none = Nothing is past its retention.
purge-dry = { $count ->
    [one] One exchange would be erased. Nothing is yet: add --yes.
   *[other] { $count } exchanges would be erased. Nothing is yet: add --yes.
}
purge-goes = to be erased ({ $reason })
purge-held = on hold: { $reason }
purge-open = kept: still open
column-kept-until = Kept until
column-becomes = Then
cli-journal-attach-about = Attach a capture (picture or PDF) to an exchange
cli-journal-attach-exchange = Identifier, or how it begins
cli-journal-attach-file = Files to attach
cli-journal-hold-about = Put an exchange on hold: neither age nor a request can erase it
cli-journal-hold-exchange = Identifier, or how it begins
cli-journal-hold-reason = Why
cli-journal-release-about = Lift the hold on an exchange
cli-journal-release-exchange = Identifier, or how it begins
cli-journal-release-reason = Why
cli-journal-erase-about = Erase the content of exchanges for good; who, when and why stay
cli-journal-erase-exchange = Identifiers, or how they begin
cli-journal-erase-matching = All that hold this name or text, whatever its accents and capitals
cli-journal-erase-reason = Why; it stays readable: put no name in it
cli-journal-erase-yes = Without asking
cli-journal-purge-about = List what is past its retention
cli-journal-purge-yes = Erase it
cli-journal-verify-against = Say whether the chain still contains this digest (SEQ:DIGEST, as printed, or the 64 digits of the digest alone)
cli-journal-export-archive = The whole archive and its captures, even while the bot is at work
cli-consent-erase-about = Erase a consent, at the person's request
cli-consent-erase-number = Its number
cli-consent-erase-reason = Why; it stays readable: put no name in it
command-name-add-evidence = Add as evidence
command-journal = The journal: what waits, find, count, export, erase
command-name-journal = journal
option-erase = Erase the content of an exchange for good
option-name-erase = erase
option-hold = Put an exchange on hold
option-name-hold = hold
option-release = Lift the hold
option-name-release = release
option-exchange = The exchange’s identifier (at the bottom of its card), or its beginning
option-name-exchange = exchange
form-keeping-erase = Erase the exchange
form-keeping-hold = Put the exchange on hold
form-keeping-release = Lift the hold
field-keeping-reason = Why
hint-keeping-reason = It stays readable: put no name in it.
discord-erased = Exchange { $exchange } is erased from the journal. Discord keeps its own messages: delete the card and the forwarded review.
discord-no-capture = No file is attached to this message.
discord-no-open-exchange = No exchange is open: answer the review first.
discord-which-exchange = Which exchange does this file belong to?
discord-captures-added = { $count ->
    [one] One capture is attached to exchange { $exchange }.
   *[other] { $count } captures are attached to exchange { $exchange }.
}
discord-capture-later = Once the review is typed in, attach the picture: menu of the message, “Add as evidence”.
error-erased-exchange = The content of exchange { $exchange } was erased.

# Finding
error-search-index = The search index failed ({ $why }). “egard journal rebuild” rebuilds it; the archive is intact.
error-search = Searching is out of order for now; the journal itself is fine and nothing is lost.
part-review = review
part-author = displayed name
part-reply = reply
part-letter = letter
part-note = note
search-none = No exchange found. Try fewer words, or no filter.
search-found = { $total ->
    [one] One exchange found
   *[other] { $total } exchanges found · page { $page } of { $pages }
}
search-found-more = More than { $total } exchanges found, the newest first · page { $page }
search-nothing-asked = Say what to look for: words, “words in a row” in quotes, or filters such as status:published, rating:<3, from:2026-01-01.
search-unknown-filter = “{ $name }:” is no filter. The filters are: { $known }
search-blank-filter = Something is missing after “{ $name }:”, without a space.
search-unknown-value = “{ $value }” does not exist. What exists: { $known }.
search-bad-rating = “{ $value }” is no rating: 1 to 5, as in rating:2, rating:<3, rating:>=4 or rating:2-4.
search-bad-day = “{ $value }” is no day: write 2026-12-31 or 31/12/2026.
search-bad-days = The last day comes before the first.
cli-journal-search-about = Find exchanges: words, “words in a row”, filters (status:published rating:<3 from:2026-01-01…)
cli-journal-search-words = Words of the review, the reply or the notes, and filters: status: outcome: topic: platform: rating: from: to: author: approved-by: template: rule:
cli-journal-search-page = Page, from 1
cli-journal-search-format = human (default), json or csv
column-match = Match
terminal-found = Which one to open?
terminal-previous-page = Previous page
terminal-next-page = Next page
terminal-search-what = Type “:s” followed by what you look for, such as “:s waiting status:published”.
option-search = Look for words in reviews, replies and notes
option-name-search = search
option-words = Words, “words in a row”, filters: status:published rating:<3 from:2026-01-01 platform:google…
option-name-words = words
option-journal-list = The latest exchanges
option-name-journal-list = list
option-view = Open an exchange
option-name-view = view
discord-search-title = Search
discord-list-title = Journal
discord-choose-exchange = Open an exchange…
discord-search-slow = The search index is being built; try again in a minute.
discord-search-lost = This search can no longer be read; use the command again.
command-role = Roles given here by the responsible person
command-name-role = role
option-queue = What waits, the most pressing first
option-name-queue = queue
option-hand-over = Hand an exchange to someone
option-name-hand-over = assign
option-person = The person
option-name-person = person
option-role = Their role here
option-name-role = role
role-none = the configuration’s
discord-queue-title = { $count ->
    [one] One exchange waits
   *[other] { $count } exchanges wait
}
discord-handed-over = Exchange { $exchange } is now with { $to }.
queue-about = waits for { $whom }, { $since }
queue-more = … and { $count } more: “egard journal queue” shows them all.
dossier-review = The review
dossier-answers = What was answered to the questionnaire
dossier-history = What happened, in order
dossier-captures = Captures
dossier-check = Checking this document
dossier-none = Nothing.
dossier-taken-back = step taken back later: it no longer counts
dossier-text = Text { $number }
dossier-changes = Since the text before (put in in bold, taken out struck):
dossier-findings = Findings of the automatic reading:
dossier-made = Made on { $at } for { $actor }.
dossier-hold = To be kept until further notice: { $reason }
dossier-capture = { $kind }, { $bytes } bytes, origin { $origin }, received on { $at }
dossier-how-to-check = Each line of the journal holds the digest (SHA-256) of the one before: nothing changes there without its showing. `egard journal verify`, run on the data folder, reads the whole chain again and holds each capture against its digest. The digest of a text is worked out again over its bytes in UTF-8, lines parted by a single line feed.
dossier-chain = End of the chain when this document was made: line { $line }, SHA-256 { $sha256 }. `egard journal verify --against` followed by this digest proves that nothing before it has changed since.
dossier-how-to-read = Hours are the practice’s, with their offset from universal time. People are named by their identifier and the role they held at that moment. A step taken back stays written and no longer counts.
cli-journal-export-from = First day of reception, yyyy-mm-dd; the last twelve months if omitted
cli-journal-export-to = Last day of reception, yyyy-mm-dd; today if omitted
cli-journal-export-format = docx or json for an exchange, csv or jsonl for a period; by the file’s name if omitted
export-formats-one = An exchange is exported as .docx or .json.
export-formats-period = A period is exported as .csv or .jsonl.
export-period-saved = { $count } exchanges written to { $file }
option-stats = The figures of a period, for managers
option-name-stats = stats
option-export = An exchange and its whole history, or a period, as a file
option-name-export = export
dossier-attached = The attached document tells all that is recorded; this reading is recorded too.
cli-journal-measures-about = The measures promised, the latest first
cli-journal-measures-format = human (default), json or csv
cli-journal-measures-all = Also those that are taken
column-measure = Measure
column-owner = In charge
column-done = Done on
measures-late = late
confirm-choice = y/N
confirm-retry = Answer y (yes) or n (no).
refusal-unknown-person = The journal names nobody so: discord:…, terminal:… or person:…. On Discord “/journal assign” and “/role” let you choose the person.
dossier-captures-beside = In the export each capture has the name given here. `egard journal export` writes them all, as they were received, into a folder beside the document.
dossier-capture-file = File { $file }
export-captures-saved = { $count ->
    [one] One capture written to { $folder }
   *[other] { $count } captures written to { $folder }
}
export-capture-lost = Capture { $file } is missing or was changed: it is not included. “egard journal verify” tells more.
erase-cards = Cards to delete by hand if they are still there: { $places }
erase-index-later = The search index could not forget this content: it is built anew the next time the journal is opened.
discord-too-large = This is larger than Discord accepts ({ $most } MB). The terminal writes it to a file: “egard journal export” for an exchange, “egard journal stats” for the figures.
discord-not-shown = The answer could not be shown. Try again in a moment, or use the terminal.
erase-consent-not-done = Consent { $number } not erased: { $why }
discord-broken = Something went wrong on our side. Nothing that was recorded is lost: try again in a moment.
error-gateway-servers = The bot is in too many servers for one connection to Discord (code 4011): remove it from those that it does not serve.
error-gateway-outdated = Discord no longer speaks with this version of Égard (code { $code }): install the latest one.
error-gateway-intents = Discord refuses what the bot asks to receive (code { $code }): check its intents in the developer portal, under Bot, then install the latest version of Égard.

io-too-large = the file is too large
error-token-unfit = { $place }: this is no bot token. Copy it again, alone and on a single line.
cli-doctor-serving = For a supervisor: checks that the bot is at work, without reading the whole archive (code 1 otherwise).
doctor-folder-open = { $folder }: others on this machine may enter it. Protect it with “chmod 700”.
doctor-serving = A process is at work with the folder { $folder }.
doctor-not-serving = No process is at work with the folder { $folder }: the bot is stopped, or serves another folder.
io-not-found = not found
io-not-allowed = the system does not allow it (look at whose it is and at its rights)
io-exists = it exists already and is not replaced (choose another name)
io-full = the disk is full (make room, then try again)
io-read-only = this disk is read-only
io-is-a-folder = it is a folder
io-no-folder = one of the folders of this path is none
io-not-text = it is not text in UTF-8
error-file = { $file }: { $why }
error-disk-full = { $path }: the disk is full. Nothing was recorded by half; make room, then try again.
error-data-closed = { $path }: access is denied, or the disk is read-only. Restore the folder’s rights, or name another one with --data. Only to read: “egard journal verify” checks the archive as it is, and “egard journal export --archive --out COPY” makes a copy to be opened with --data COPY.
error-archive-newer = { $file } was written by a newer version of egard (format { $found }; this one reads up to format { $known }): install that version.
journal-lines-lost = { $count ->
    [one] One line that had been written is missing from the archive
   *[other] { $count } lines that had been written are missing from the archive
}: a file was taken away, cut, or replaced by an older copy. What is left is whole; a more recent backup may hold the rest.
in-charge = Looked after by { $who }
put-off = Reminders are put off until { $day }.
online-checked = The text online is the one that was approved (compared on { $day }).
error-not-deposited = “{ $value }” is not the end of a chain. Give the number and the digest (number:digest), as “/journal verifier” and “egard journal verify” show them, or the 64 digits of the digest alone.
button-captures = { $count ->
    [one] See the capture
   *[other] See the captures ({ $count })
}
no-captures = No capture is attached to this exchange.
captures-title = Captures of exchange { $exchange }
captures-many = { $count } captures: the list is in the file { $file }.
capture-left-out = It does not fit this message ({ $files } files and { $most } MB at most): “egard journal export” writes it into a folder.
terminal-save-captures = { $count ->
    [one] Save the capture into the folder you are in
   *[other] Save the { $count } captures into the folder you are in
}
figures-others-title = The rest, in brief
figures-file = figures.csv
option-from = First day, for example 01/09/2026; otherwise twelve months
option-name-from = from
option-to = Last day, for example 30/09/2026; otherwise today
option-name-to = to
option-format = docx or json for one exchange, csv or jsonl for a period
option-name-format = format
export-one-or-period = One exchange or a period, not both: give the exchange, or the days.
export-period-attached = { $count ->
    [0] No exchange on these days.
    [one] { $count } exchange in the attached file. It keeps a trace of this reading.
   *[other] { $count } exchanges in the attached file. Each keeps a trace of this reading.
}

# Erasing several exchanges, and proving, on Discord
option-purge = What is past its retention, before it is erased
option-name-purge = purge
option-mentions = What holds a name or a text, before it is erased
option-name-mentions = mentions
option-mentioned = The name or the text, whatever its accents and capitals
option-name-mentioned = name
option-verify = Prove that the archive is as it was written
option-name-verify = verify
option-digest = An end of the chain that was deposited (number:digest): did nothing change before it?
option-name-digest = digest
purge-title = { $count ->
    [one] One exchange is past its retention
   *[other] { $count } exchanges are past their retention
}
purge-until = to be kept until { $day }
purge-go = { $count ->
    [one] Erase this exchange
   *[other] Erase these { $count } exchanges
}
mentions-title = { $count ->
    [one] One item of the journal holds these words
   *[other] { $count } items of the journal hold these words
}
mentions-none = Nothing in the journal holds these words.
mentions-consent = Consent { $number } of the register · { $name } · { $what }
mentions-go = { $count ->
    [one] Erase this item…
   *[other] Erase these { $count } items…
}
form-mentions = Erase all of this
several-received = received on { $day }
several-dry = { $count ->
    [0] None of this can be erased for now.
    [one] A single one would be erased. Nothing is yet.
   *[other] { $count } would be erased. Nothing is yet.
}
several-attached = { $count ->
    [one] … and one more: the attached file holds the whole list.
   *[other] … and { $count } more: the attached file holds the whole list.
}
several-too-many = … and { $count } more: too many for Discord, and nobody erases what they could not read. Use the terminal: “egard journal purge” or “egard journal erase”.
several-changed = The list has changed meanwhile: nothing is erased. This is how things stand now.
several-gone = { $gone ->
    [0] Nothing is erased
    [one] One item erased from the journal
   *[other] { $gone } items erased from the journal
}{ $stayed ->
    [0] {""}
   *[other] , { $stayed } not
}
several-elsewhere = The bot deletes the cards that it knows. The others, forwarded reviews and backups stay: think of them.
proof-whole = ✅ The archive is intact
proof-not-whole = ❌ The archive is not intact
proof-not-found = ❌ This digest is not in the chain
proof-not-contained = The practice’s chain does not contain the digest that was given: it is not the right one, or the archive is no longer the one that had it.
proof-lines = { $count ->
    [0] Nothing of the practice is recorded in this archive yet.
    [one] The practice’s one line is as it was written.
   *[other] The practice’s { $count } lines are as they were written.
}
proof-head = To be deposited elsewhere, so that it can be proved later: `{ $seq }:{ $hash }`
proof-broken = First line at fault: { $place }. It is no longer as it was written. Tell whoever looks after the machine: “egard journal verify” says more, and this file is to be restored from a backup.
export-period-too-large = This period is more than Discord takes ({ $most } MB): ask for fewer days, or use the terminal (“egard journal export --from … --to …”). The exchanges that were read keep a trace of it.
column-around = Around
several-around = “{ $text }”
several-file = list.txt
figures-others-note = The first rows of each part; all of it is in the attached file, { $file }.
