### Texts of the interface, in English.

## Statuses of an exchange
status-received = Received
status-classifying = Questions under way
status-no-reply = No reply
status-proposed = Reply proposed
status-edited = Text changed
status-submitted = To be approved
status-changes-requested = Change requested
status-approved = Approved
status-published = Published
status-private-contact = Private contact
status-procedure = Procedure under way
status-complaint = Complaint
status-escalated = To be decided
status-emergency = Emergency
status-closed = Closed

## The card of an exchange
review-label = Review
answers-title = Answers given
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
clock-from-first-posted = { $length } from first posting (date to be checked)
clock-from-received = { $length } from reception
clock-from-previous = { $length } after the step before
change-wanted = Change requested: { $note }
next-blocked = This text cannot be copied as it is: mend the points found, or go back.
next-approval = The text holds words that do not come from the template: it must be read before it is published.
next-copy = Copy the text, post it, then say where it is.
next-submitted = Another person must read and approve it.
next-no-reply = Note the reason: the exchange will be closed with it.
next-published = The reply is published.
next-published-at = The reply is published: { $url }
ending-not-answered = No reply. Reason: { $reason }
ending-published = The reply is published; the exchange is closed.
ending-closed = The exchange is closed.
ending-closed-note = The exchange is closed: { $note }

verdict-pass = Nothing to report.
verdict-warn = Read again: some points are to be checked.
verdict-block = Blocked: some points are to be mended.

channel-public = A text for the public.
channel-private = A private text: send it to the person only, identity certain.
channel-letter = A letter to complete and have read before it is sent.
channel-internal = An internal note: it does not leave the practice.

## Buttons
button-copy = Copy the text
button-publish = Published
button-approve = Approve
button-submit = Have it read
button-changes = Ask for a change
button-another = Another wording
button-fill = Complete
button-edit = Edit
button-language-fr = In French
button-language-en = In English
button-silence = Do not reply
button-close = Done
button-cancel = Abandon
button-reopen = Reopen
button-back = Back
menu-ready-texts = Prepare a text…
menu-steps = Tick a step that is done…
menu-override = Manager: set aside…
menu-override-option = “{ $words }” ({ $rule })

## Forms
form-edit = Edit the text
form-fill = Complete the text
form-override = Set aside
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
private-copy-note = Once it is posted, press “Published” on the card.
quick-blocked = The text so completed is blocked: mend the points found.

## Refusals
refusal-stale = Someone has already moved this exchange on: here is where it stands.
refusal-managers-only = Only a manager may do this.
refusal-own-text = One does not approve one’s own text: another person must read it.
refusal-blocked = The text is blocked: mend the points found, or ask a manager to set them aside with a reason.
refusal-needs-approval = A manager must approve the text first.
refusal-not-now = This is not possible at this stage ({ $status }).
refusal-not-asked = The question “{ $question }” is not asked on this path.
refusal-unknown-answer = The question “{ $question }” has no answer “{ $answer }”.
refusal-reason-missing = The reason is missing.
refusal-too-long = This is too long: { $most } characters at most.
refusal-empty-text = The text is empty.
refusal-unknown-finding = This point is no longer in the text.
refusal-unknown-step = This step is already done.
refusal-nothing-to-take-back = There is nothing to take back.

## Errors
error-review-empty = The review is empty: paste its text.
error-review-long = The review has { $length } characters; { $most } at most are possible. Keep what matters.
error-review-rating = The rating { $rating } is not between 1 and 5.
error-url = The address must begin with https:// or http:// and hold no space.
error-no-template = No template suits here. Tell whoever looks after the templates.
error-missing-values = Missing: { $names }.
error-text-long = The text has { $length } characters; { $most } at most are possible.
error-unknown-exchange = There is no exchange { $exchange }.
error-unknown-practice = There is no practice { $practice } in the configuration.
error-unknown-pack = The pack { $pack } is not loaded.
error-journal = The journal could not be read or written: nothing was recorded. Try again, then tell whoever looks after the service.
error-journal-io = The disk refused to write: nothing was recorded. Free some space, then try again.

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
