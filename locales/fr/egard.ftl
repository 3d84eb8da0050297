### Textes de l’interface, en français.

## Statuts d’un échange
status-received = Reçu
status-classifying = Questions en cours
status-no-reply = Ne pas répondre
status-proposed = Réponse proposée
status-edited = Texte modifié
status-submitted = À approuver
status-changes-requested = Changement demandé
status-approved = Approuvé
status-published = Publié
status-private-contact = Contact privé
status-procedure = Procédure en cours
status-complaint = Réclamation
status-escalated = À faire trancher
status-emergency = Urgence
status-closed = Clos

## La carte d’un échange
review-label = Avis
answers-title = Réponses données
question-progress = Question { $number }/{ $total }
proposal-variant = { $template } · formulation { $number }/{ $total }
findings-title = Points relevés
checklist-title = Marche à suivre
step-now = Tout de suite
step-then = Ensuite
step-due = avant le { $day } inclus
clock-days = { $days ->
    [0] le jour même
    [one] un jour
   *[other] { $days } jours
  }
clock-months = { $months ->
    [one] un mois
   *[other] { $months } mois
  }
clock-from-first-posted = { $length } à compter de la première publication (date à vérifier)
clock-from-received = { $length } à compter de la réception
clock-from-previous = { $length } après l’étape précédente
change-wanted = Changement demandé : { $note }
next-blocked = Ce texte ne peut pas être copié en l’état : corrigez les points relevés, ou revenez en arrière.
next-approval = Le texte porte des mots qui ne viennent pas du modèle : il doit être relu avant d’être publié.
next-copy = Copiez le texte, publiez-le, puis dites où il se trouve.
next-submitted = Une autre personne doit le relire et l’approuver.
next-no-reply = Notez la raison : l’échange sera clos avec elle.
next-published = La réponse est publiée.
next-published-at = La réponse est publiée : { $url }
ending-not-answered = Sans réponse. Raison : { $reason }
ending-published = La réponse est publiée ; l’échange est clos.
ending-closed = L’échange est clos.
ending-closed-note = L’échange est clos : { $note }

verdict-pass = Rien à signaler.
verdict-warn = À relire : des points sont à vérifier.
verdict-block = Bloqué : des points sont à corriger.

channel-public = Texte destiné au public.
channel-private = Texte privé : à n’envoyer qu’à la personne, identité certaine.
channel-letter = Courrier à compléter et à relire avant l’envoi.
channel-internal = Note interne : ne sort pas du cabinet.

## Boutons
button-copy = Copier le texte
button-publish = Publié
button-approve = Approuver
button-submit = Faire relire
button-changes = Demander un changement
button-another = Autre formulation
button-fill = Compléter
button-edit = Modifier
button-language-fr = En français
button-language-en = En anglais
button-silence = Ne pas répondre
button-close = Terminé
button-cancel = Abandonner
button-reopen = Rouvrir
button-back = Retour
menu-ready-texts = Préparer un texte…
menu-steps = Cocher une étape faite…
menu-override = Responsable : passer outre…
menu-override-option = « { $words } » ({ $rule })

## Formulaires
form-edit = Modifier le texte
form-fill = Compléter le texte
form-override = Passer outre
form-changes = Demander un changement
form-publish = Réponse publiée
form-reopen = Rouvrir l’échange
form-silence = Ne pas répondre
field-text = Texte de la réponse
hint-text = Ni nom, ni date, ni soin, ni « votre » suivi d’un fait
field-reason = Raison
hint-reason = Quelques mots ; ils restent dans le journal
field-note = Message
hint-note = Quelques mots ; ils restent dans le journal
field-url = Adresse de la réponse publiée
hint-url = https://… (facultatif)
hint-variable = Ni nom, ni date, ni soin

private-copy-title = Texte à copier
private-copy-note = Une fois publié, pressez « Publié » sur la carte.
quick-blocked = Le texte ainsi complété est bloqué : corrigez les points relevés.

## Refus
refusal-stale = Quelqu’un a déjà avancé dans cet échange : voici où il en est.
refusal-managers-only = Seul un responsable peut le faire.
refusal-own-text = On n’approuve pas son propre texte : une autre personne doit le relire.
refusal-blocked = Le texte est bloqué : corrigez les points relevés, ou demandez à un responsable de passer outre avec une raison.
refusal-needs-approval = Le texte doit d’abord être approuvé par un responsable.
refusal-not-now = Ce n’est pas possible à cette étape ({ $status }).
refusal-not-asked = La question « { $question } » n’est pas posée sur ce chemin.
refusal-unknown-answer = La question « { $question } » n’a pas de réponse « { $answer } ».
refusal-reason-missing = Il manque la raison.
refusal-too-long = C’est trop long : { $most } caractères au plus.
refusal-empty-text = Le texte est vide.
refusal-unknown-finding = Ce point n’est plus dans le texte.
refusal-unknown-step = Cette étape est déjà faite.
refusal-nothing-to-take-back = Il n’y a rien à reprendre.

## Erreurs
error-review-empty = L’avis est vide : collez son texte.
error-review-long = L’avis a { $length } caractères ; { $most } au plus sont possibles. Gardez l’essentiel.
error-review-rating = La note { $rating } n’est pas entre 1 et 5.
error-url = L’adresse doit commencer par https:// ou http:// et ne contenir aucune espace.
error-no-template = Aucun modèle ne convient ici. Prévenez la personne qui tient les modèles.
error-missing-values = Il manque : { $names }.
error-text-long = Le texte a { $length } caractères ; { $most } au plus sont possibles.
error-unknown-exchange = Il n’y a pas d’échange { $exchange }.
error-unknown-practice = Il n’y a pas de cabinet { $practice } dans la configuration.
error-unknown-pack = Le jeu de modèles { $pack } n’est pas chargé.
error-journal = Le journal n’a pas pu être lu ou écrit : rien n’a été enregistré. Réessayez, puis prévenez la personne qui tient le service.
error-journal-io = Le disque a refusé l’écriture : rien n’a été enregistré. Libérez de la place, puis réessayez.

## Mois
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
