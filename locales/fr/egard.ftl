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
labelled = { $label } : { $text }
answers-title = Réponses
question-progress = Question { $number }/{ $total }
proposal-variant = { $template } · formulation { $number }/{ $total }
findings-title = Points relevés
checklist-title = Marche à suivre
step-now = Tout de suite
step-then = Ensuite
step-due = au plus tard le { $day }
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
next-approval = Le texte contient des mots qui ne viennent pas du modèle : il doit être relu avant d’être publié.
next-copy = Copiez le texte, publiez-le, puis dites où il se trouve.
next-submitted = Une autre personne doit le relire et l’approuver.
next-no-reply = Notez la raison : elle est gardée dans le journal et l’échange est clos.
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

suggested = Suggéré : { $label }
urgent-noticed = Urgence possible ({ $what }) : « { $words } ». D’abord : { $first }
urgent-first = la personne avant la réputation. Prévenez tout de suite un responsable et, si le danger est immédiat, les secours.

## Ce qui est remarqué dans un avis
urgent-suicidal = idées suicidaires
urgent-person-in-danger = personne en danger
urgent-medical-emergency = urgence de soin
urgent-threat = menace
urgent-abuse-reported = maltraitance ou agression rapportée
urgent-fraud-reported = fraude rapportée
ground-threat = menace
ground-extortion = chantage
ground-discrimination = racisme, haine, discrimination
ground-impersonation = usurpation d’identité
ground-privacy = vie privée
ground-insult = insulte
ground-defamation = diffamation
ground-fake-or-competitor = faux avis ou concurrent
ground-disparagement = dénigrement
ground-off-topic = hors sujet
topic-waiting = attente
topic-reception = accueil
topic-phone = téléphone
topic-fees = tarifs
topic-premises = locaux
topic-access = accès
topic-communication = communication
topic-attitude = attitude
topic-care = soins ou service
topic-administrative = administratif
read-urgent = Urgence possible : { $list }
read-grounds = Motifs possibles, à confirmer : { $list }
read-topics = Sujets : { $list }
read-nothing = Rien n’a été remarqué. Cela ne prouve rien : relisez l’avis.
read-empty = { $file } : il n’y a rien à lire.

## Boutons
button-copy = Copier le texte
button-publish = Publié
button-approve = Approuver
button-submit = Faire relire
button-changes = Demander un changement
button-another = Autre formulation
button-fill = Compléter
button-edit = Modifier
button-mend = Proposer une correction
button-language-fr = En français
button-language-en = En anglais
button-silence = Ne pas répondre
button-close = Terminé
button-cancel = Abandonner
button-reopen = Rouvrir
button-back = Retour
menu-ready-texts = Préparer un texte…
menu-steps = Cocher une étape faite…
menu-override = Responsable : lever un point…
menu-override-option = « { $words } » ({ $rule })

## Formulaires
form-edit = Modifier le texte
form-fill = Compléter le texte
form-override = Lever un point
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
private-copy-note = Une fois le texte publié, appuyez sur « Publié » sur la carte.
quick-blocked = Ainsi complété, le texte est bloqué : corrigez les points relevés.

## Refus
refusal-stale = Cet échange a déjà avancé : voici où il en est.
refusal-managers-only = Seul un responsable peut le faire.
refusal-own-text = On n’approuve pas son propre texte : une autre personne doit le relire.
refusal-blocked = Le texte est bloqué : corrigez les points relevés, ou demandez à un responsable de les lever en donnant une raison.
refusal-needs-approval = Le texte doit d’abord être approuvé par un responsable.
refusal-not-now = Ce n’est pas possible à cette étape ({ $status }).
refusal-not-asked = La question « { $question } » n’est pas posée sur ce chemin.
refusal-unknown-answer = « { $answer } » n’est pas une réponse à la question « { $question } ».
refusal-reason-missing = Il manque la raison.
refusal-too-long = C’est trop long : { $most } caractères au plus.
refusal-empty-text = Le texte est vide.
refusal-unknown-finding = Ce point n’est plus dans le texte.
refusal-nothing-to-mend = Aucun point relevé n’a de correction à proposer : modifiez le texte.
refusal-unknown-step = Cette étape n’existe pas, ou elle est déjà faite.
refusal-nothing-to-take-back = Il n’y a rien à annuler.

## Erreurs
error-review-empty = L’avis est vide : collez son texte.
error-review-long = L’avis compte { $length } caractères ; le maximum est de { $most }. Gardez l’essentiel.
error-review-rating = La note { $rating } n’est pas comprise entre 1 et 5.
error-url = L’adresse doit commencer par https:// ou http:// et ne contenir aucune espace.
error-no-template = Aucun modèle ne convient ici. Prévenez la personne qui tient les modèles.
error-missing-values = Il manque : { $names }.
error-text-long = Le texte compte { $length } caractères ; le maximum est de { $most }.
error-unknown-exchange = L’échange { $exchange } est introuvable.
error-unknown-practice = Le cabinet { $practice } ne figure pas dans la configuration.
error-unknown-pack = Le jeu de modèles { $pack } n’est pas chargé.
error-journal = Le journal n’a pas pu être lu ou écrit : rien n’a été enregistré. Réessayez ; si cela persiste, prévenez la personne qui tient le service.
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

## Description d’un avis
button-describe = Compléter l’avis
form-describe = Compléter l’avis
field-platform = Site ou plateforme
hint-platform = Google, Facebook, Doctolib…
field-author = Nom affiché par l’auteur
hint-author = Tel qu’il est publié, sans rien ajouter
field-rating = Note
hint-rating = De 1 à 5
field-first-posted = Première publication
hint-first-posted = jj/mm/aaaa : les délais légaux courent à partir de ce jour
error-day = Le jour « { $day } » n’est pas reconnu : écrivez-le sous la forme 31/12/2026.

## Terminal
terminal-welcome = Égard · { $practice }
terminal-paste =
    Collez l’avis, puis Entrée.
    Entrée seule : un avis d’exemple · ? : aide · :q : quitter
    :l : échanges ouverts · :f : la file · :s mots : chercher dans le journal
terminal-sample = Deux heures d’attente pour dix minutes, et un accueil glacial. Personne ne s’est excusé. Dommage.
terminal-help =
    Égard aide à répondre à un avis public sans trahir le secret professionnel.
    1. Collez l’avis : vos réponses à quelques questions le classent.
    2. Une réponse est proposée. Changez de formulation, complétez-la ou modifiez-la :
       chaque texte est vérifié, et ce qui pose problème est souligné.
    3. Copiez le texte, publiez-le vous-même, puis dites où il se trouve.
    Tout est noté dans le journal ; rien ne quitte cette machine.
    À l’invite : « :l » reprend un échange ouvert, « :f » montre la file (ce qui attend, pour qui, depuis quand),
    « :s attente statut:publié » cherche dans le journal, « :q » quitte.
terminal-goodbye = À bientôt. Le journal garde tout : « egard journal list » l’affiche.
terminal-unknown-command = « { $typed } » n’est pas une commande : ? affiche l’aide.
terminal-none-open = Aucun échange n’est ouvert.
terminal-open = Quel échange reprendre ?
terminal-left = L’échange { $exchange } est gardé : « egard », puis « :l », pour le reprendre.
terminal-next-review = Laisser cet échange et passer à un autre avis
terminal-quit = Quitter
terminal-what-next = Que faire ?
terminal-suggested = { $label } ← suggéré
terminal-answer = Votre choix
terminal-continue = Continuer
terminal-copied = Le texte ci-dessus est prêt à être copié.
terminal-no-such-choice = « { $typed } » n’est pas un choix : donnez un nombre de 1 à { $most }, ou le mot entre crochets.
terminal-edit-in-place = Modifiez le texte, puis Entrée (Ctrl-C abandonne).
terminal-text-name = texte
terminal-editor-failed = L’éditeur n’a pas rendu de texte : modifiez-le ici.
terminal-keep = (ligne vide : garder « { $value } » ; un tiret : effacer)
terminal-keys = ↑ ↓ pour choisir, Entrée pour valider, Échap pour revenir
terminal-reference = échange { $exchange }
severity-block = bloqué
severity-warn = à relire
severity-notice = à noter
severity-overridden = point levé
finding-fix = à faire
finding-source = source
finding-mended = corrigé ainsi
findings-more =
    { $count ->
        [one] … et une autre, à voir une fois celles-ci réglées.
       *[other] … et { $count } autres, à voir une fois celles-ci réglées.
    }

## Ligne de commande
cli-template =
    {"{about}"}

    Usage : {"{usage}"}

    {"{all-args}"}
cli-options = Options
cli-arguments = Arguments
cli-error-unknown = « { $argument } » n’est pas une option reconnue ici.
cli-error-command = « { $command } » n’est pas une commande.
cli-error-missing-command = Il manque une commande.
cli-error-missing = Il manque { $argument }.
cli-error-value = « { $value } » ne convient pas à { $argument }. Valeurs possibles : { $known }.
cli-error-conflict = { $argument } est incompatible avec { $other }.
cli-error-other = La ligne de commande n’est pas comprise.
cli-error-help = « --help » affiche l’aide.
cli-commands = Commandes
cli-about = Répondre aux avis publics avec tact, sans trahir le secret professionnel
cli-global-config = Fichier de configuration (egard.toml par défaut ; à défaut, un cabinet de démonstration)
cli-global-data = Dossier du journal (data/ par défaut)
cli-global-lang = Langue : fr ou en (pour check : aussi auto)
cli-global-practice = Cabinet, quand la configuration en nomme plusieurs
cli-global-help = Afficher cette aide
cli-global-version = Afficher la version
cli-chat-about = La conversation entière dans le terminal
cli-discord-about = Le bot Discord
cli-discord-register-about = Enregistrer les commandes du bot sur les serveurs configurés
cli-draft-about = Une proposition sans dialogue : l’avis sur l’entrée standard
cli-draft-answers = Une réponse au questionnaire, question=réponse ; autant de fois que nécessaire
cli-draft-vars = Une valeur du modèle, nom=valeur
cli-draft-pack = Jeu de modèles
cli-draft-format = text (par défaut) ou json
cli-draft-no_journal = Ne rien noter dans le journal
cli-check-about = Vérifier un texte : code 0 s’il passe, 1 s’il est bloqué
cli-check-files = Fichiers à vérifier ; à défaut, l’entrée standard
cli-check-review = L’avis auquel le texte répond
cli-check-pack = Jeu de règles
cli-check-format = human (par défaut), json ou sarif
cli-check-batch = Lire des lignes JSON, une par texte, et répondre de même : id, text et, au choix, lang, pack, review, contacts
cli-check-explain = Expliquer une règle (son identifiant), ou toutes : all
cli-read-about = Lire un avis : urgences possibles, motifs possibles, sujets
cli-read-file = L’avis à lire ; à défaut ou avec -, l’entrée standard
cli-read-pack = Jeu d’indices
cli-read-format = human (par défaut) ou json
cli-read-batch = Lire des lignes JSON, une par avis, et répondre de même : id, text et, au choix, lang
cli-templates-about = Les modèles
cli-templates-list-about = Lister les modèles
cli-templates-list-pack = Jeu de modèles ; à défaut, tous
cli-templates-list-format = human (par défaut) ou json
cli-templates-show-about = Afficher un modèle
cli-templates-show-template = Identifiant du modèle
cli-templates-show-pack = Jeu de modèles
cli-templates-render-about = Remplir un modèle
cli-templates-render-template = Identifiant du modèle
cli-templates-render-vars = Une valeur, nom=valeur
cli-templates-render-pack = Jeu de modèles
cli-templates-lint-about = Vérifier un dossier de modèles et signaler chaque faute, avec son fichier et sa ligne
cli-templates-lint-dir = Dossier ; à défaut, les modèles fournis
cli-journal-about = Le journal
cli-journal-list-about = Lister les échanges, les plus récents d’abord
cli-journal-list-status = Seulement ce statut ; peut être répété
cli-journal-list-limit = Nombre maximal d’échanges
cli-journal-list-format = human (par défaut), json ou csv
cli-journal-show-about = Afficher un échange et tout son historique
cli-journal-show-exchange = Identifiant, ou son début
cli-journal-show-format = human (par défaut) ou json
cli-journal-verify-about = Prouver que l’archive est restée telle qu’elle a été écrite
cli-journal-rebuild-about = Reconstruire l’index à partir de l’archive
cli-doctor-about = Dire ce qui est configuré, ce qui manque et ce qui ne fonctionne pas

error-language = « { $code } » n’est pas une langue reconnue : fr ou en.
error-config-io = { $file } : { $why }. Indiquez un autre fichier avec --config.
error-config =
    La configuration est à corriger :
    { $faults }
error-in-use = Le dossier { $folder } est déjà utilisé par un autre egard : arrêtez-le, ou indiquez un autre dossier avec --data.
error-data-io = { $path } : { $why }. Vérifiez les droits du dossier, ou indiquez-en un autre avec --data.
error-archive-broken = { $place } : l’archive n’est plus telle qu’elle a été écrite ({ $what }). Restaurez ce fichier depuis une sauvegarde.
error-store = L’index du journal est en erreur ({ $why }). « egard journal rebuild » le reconstruit ; l’archive est intacte.
error-templates-io = Les modèles sont illisibles : { $why }
error-no-such-pack = Le jeu de modèles « { $pack } » n’existe pas. Jeux disponibles : { $known }.
error-faulty-pack =
    Les modèles sont à corriger :
    { $faults }
error-too-large = { $file } : le texte dépasse { $most } octets. Gardez l’essentiel.
error-not-utf8 = { $file } : le texte n’est pas en UTF-8. Enregistrez-le dans cet encodage.
error-no-such-template = Le modèle « { $template } » n’existe pas dans { $pack } pour cette langue. « egard templates list » affiche la liste.
error-pair = « { $pair } » : une valeur s’écrit nom=valeur.
error-several-exchanges = Plusieurs échanges commencent ainsi : { $known }
error-no-token = Il manque le jeton du bot : mettez-le dans la variable { $variable }, ou dans un fichier indiqué par discord.token_file.
error-token-file-open = { $file } : ce fichier est lisible par d’autres. Protégez-le avec « chmod 600 ».
error-wrong-token = Discord refuse le jeton : vérifiez-le dans le portail des développeurs, rubrique Bot.
error-gateway = La connexion à Discord a été coupée : { $why }
draft-known-answers = Réponses possibles : { $answers }.
draft-unknown-var = « { $name } » n’est pas une valeur attendue par ce modèle. Valeurs attendues : { $known }
draft-missing = Il manque la réponse à « { $question } » : { $ask }
draft-no-reply = Aucune réponse publique : { $kind } ({ $outcome }). « egard journal show » affiche la marche à suivre.
kind-reply = répondre
kind-no-reply = ne pas répondre
kind-private-contact = prendre contact en privé
kind-procedure = suivre une procédure
kind-complaint = traiter comme une réclamation
kind-escalate = faire trancher
kind-emergency = urgence
check-empty = { $file } : il n’y a rien à vérifier.
check-summary = { $file } : { $verdict }{ $count ->
    [0] {""}
    [one] {" "}(1 point)
   *[other] {" "}({ $count } points)
  }
check-batch-line = ligne { $line } : { $why }
check-batch-json = ce n’est pas l’objet JSON attendu (colonne { $column })
lint-no-pack = Aucun jeu de modèles ici : un jeu est un dossier qui contient pack.toml.
lint-clean = Rien à corriger : { $packs }
lint-faults = { $count ->
    [one] 1 faute
   *[other] { $count } fautes
  }
journal-empty = Aucun échange pour { $practice }.
journal-history = Historique
journal-verified = L’archive est intacte : { $lines ->
    [one] { $lines } ligne
   *[other] { $lines } lignes
  }, { $exchanges ->
    [one] { $exchanges } échange
   *[other] { $exchanges } échanges
  }.
journal-head = { $practice } : ligne { $seq }, à déposer ailleurs : { $seq }:{ $hash }
journal-unfinished = La dernière étape n’est pas complète : elle est en cours d’écriture, ou une coupure l’a interrompue avant qu’elle soit confirmée.
journal-rebuilt = Index reconstruit : { $lines ->
    [one] { $lines } ligne
   *[other] { $lines } lignes
  }, { $exchanges ->
    [one] { $exchanges } échange
   *[other] { $exchanges } échanges
  }.
journal-torn = Une étape inachevée, jamais confirmée, a été mise de côté : { $place }
journal-rebuilt-itself = L’index du journal était absent, en retard ou abîmé : il a été reconstruit à partir de l’archive.
column-exchange = Échange
column-received = Reçu
column-status = Statut
column-outcome = Issue
column-due = Échéance
column-language = Langue
column-template = Modèle
column-title = Titre
column-channel = Canal
event-received = avis reçu
event-answered = réponse
event-described = avis complété
event-classified = classé
event-proposed = réponse proposée
event-edited = texte modifié
event-overridden = point levé par un responsable
event-submitted = soumis à relecture
event-approved = approuvé
event-changes-requested = changement demandé
event-copied = texte copié
event-prepared = texte préparé
event-published = publié
event-not-answered = sans réponse
event-step-done = étape faite
event-closed = clos
event-reopened = rouvert
event-reassigned = confié
event-language-chosen = langue choisie
event-taken-back = étape annulée
doctor-demonstration = Aucun egard.toml : le cabinet de démonstration est utilisé. Copiez egard.example.toml pour commencer.
doctor-config = Configuration lue : { $count ->
    [one] 1 cabinet
   *[other] { $count } cabinets
  }
doctor-packs = Modèles et règles : rien à corriger
doctor-no-contact = Le cabinet { $practice } n’a ni téléphone, ni courriel, ni adresse : les réponses renverront à l’accueil.
doctor-token = Jeton Discord trouvé
doctor-no-guild = Aucun serveur Discord n’est configuré : ajoutez [[discord.guild]] à egard.toml.
doctor-no-managers = Serveur { $guild } : aucun rôle de responsable (manager_roles) ; personne ne peut donc approuver.
doctor-no-data = { $folder } n’existe pas encore : le journal y sera créé au premier avis.

## Discord
discord-choose-answer = Choisissez…
discord-no-direct = Égard ne répond que sur le serveur de l’équipe, jamais en message privé.
discord-unknown-guild = Ce serveur n’est pas dans la configuration d’Égard.
discord-no-role = Il vous manque un rôle pour utiliser Égard : demandez-le à la personne qui gère le serveur.
discord-old-button = Ce bouton vient d’une autre version : reprenez l’avis avec « Répondre à cet avis ».
discord-not-understood = Cette demande n’a pas été comprise. Mettez Discord à jour et réessayez.
discord-registered = Commandes enregistrées sur { $count ->
    [one] 1 serveur
   *[other] { $count } serveurs
  }.
discord-help-title = Égard, en quatre gestes
discord-help =
    1. Transférez l’avis dans le salon, puis appui long (ou clic droit) › Applications › **Répondre à cet avis**. Sans transfert : **/avis**.
    2. Répondez aux questions, puis choisissez la formulation. **Modifier** change le texte ; il est vérifié à chaque fois.
    3. **Copier le texte** vous le donne, à vous seul. Publiez-le vous-même, puis appuyez sur **Publié**.
    4. **/modele** donne un texte court, **/verifier** vérifie le vôtre.
    Le reste : **/politique**, **/charte**, **/conseil** (une fiche par jour), **/veille** (où regarder), **/mesures** (ce qui reste à faire), **/consentement** (qui peut être cité).
    Ne tapez jamais ici ni nom de patient, ni soin, ni date de venue.
command-review = Saisir un avis reçu
command-template = Un texte prêt à l’emploi
command-check = Vérifier une réponse avant de la publier
command-help = Comment utiliser Égard
option-template = Le texte cherché : quelques lettres suffisent
option-language = La langue du texte
option-text = Le texte à vérifier
form-new = Saisir un avis
field-review = Texte de l’avis
hint-review = Collez-le tel qu’il est publié

error-unknown-outcome = Cabinet { $practice } : approval_by_outcome nomme « { $outcome } », qui n’est pas une issue. Il y a : { $known }.
error-unknown-profession = Cabinet { $practice } : « { $profession } » n’est pas une profession de ce jeu de modèles. Il y a : { $known }.
draft-answered-twice = La question « { $question } » a deux réponses : gardez-en une.
refusal-rules-changed = Les règles ont changé depuis que ce texte a été écrit : relisez les points relevés.
next-approval-always = Ici, tout texte est relu par une autre personne avant d’être publié.
quick-to-be-read = Ce texte porte vos mots : une autre personne doit le relire. Demandez-le à un responsable, ou passez par /avis.
event-rechecked = relu par la garde

## Une réponse dont rien ne resterait
neutral-reply = Merci pour votre message. Nous ne pouvons évoquer ici aucune situation ; nous restons joignables directement pour échanger en privé.

## Les règles, expliquées
explain-finds = Ce qu’elle relève
explain-why = Pourquoi
explain-source = Source
explain-example = Exemple
explain-instead = À la place
explain-removed = (la phrase est ôtée)
explain-sign = Signe : compte là où la couche apprise est du même avis.
explain-learned = Apprise d’exemples, et non écrite : voir docs/learned-layer.md.
explain-every-pack = tous les jeux de règles
explain-pack = jeu de règles { $pack }
rules-title = Les règles du garde-fou
rules-intro =
    Chaque règle que le garde-fou applique à une réponse : ce qu’elle relève, d’où elle vient, un texte qu’elle relève (✘), un texte qu’elle laisse passer (✔) et ce qu’on écrit à la place (→). « egard check --explain RÈGLE » affiche la page d’une seule règle. Une règle qui est un signe ne dit rien à elle seule : elle compte là où la couche apprise soupçonne les mêmes mots, et ne bloque que là où cette couche est assez sûre ou que les mots reprennent l’avis. [La couche apprise](learned-layer.md) a sa propre page. Cette page vient de « egard check --explain all » : elle ne se modifie pas à la main.
family-secrecy = Secret professionnel
family-identity = Identité
family-promotion = Promotion
family-tone = Ton
family-misleading = Promesses trompeuses
family-completeness = Complétude
family-echo = Reprise de l’avis
why-secrecy = Le secret couvre tout ce que le cabinet sait d’une personne, à commencer par le fait qu’elle est venue. Que l’auteur de l’avis l’ait raconté lui-même ne délie pas le cabinet : une réponse qui le confirme, ou le nie, le révèle.
why-identity = Un nom, un numéro ou une adresse désigne quelqu’un. Publié sous un avis, il relie cette personne au cabinet, aux yeux de tous et pour longtemps.
why-promotion = Une réponse informe et apaise. Les professions réglementées ne peuvent ni se vanter, ni se comparer, ni solliciter des avis ; ailleurs aussi, une réponse qui vend dessert la maison.
why-tone = Une réponse est lue par tous ceux qui hésitent encore. Ce qui blâme, moque, menace ou demande un retrait en public aggrave le différend et se retourne contre le cabinet.
why-misleading = Nul ne peut garantir un résultat. Une promesse faite en public engage et trompe.
why-completeness = Une bonne réponse donne à l’auteur un moyen de parler en privé, là où tout peut se dire. Ce n’est qu’un conseil : rien n’est empêché.
why-echo = Reprendre ce que l’auteur dit de lui, ou son nom, confirme que c’est vrai. Ce que les autres règles ne font que signaler devient grave quand la réponse répète l’avis.
language-fr = français
language-en = anglais
for-public = public
for-private = privé
for-letter = courrier
for-internal = interne
error-unknown-rule = La règle « { $rule } » n’existe pas. « egard check --explain all » les affiche toutes.
error-unknown-rule-near = La règle « { $rule } » n’existe pas. Peut-être : { $near }

## Règles assouplies par un cabinet
finding-lowered = sévérité
finding-waived = Adoucie par le cabinet : { $reason }
journal-waivers = règles assouplies : { $waivers }
doctor-waiver = { $practice } : la règle { $rule } est { $severity ->
    [off] désactivée
    [notice] ramenée à une simple note
   *[warn] ramenée à une relecture
  } ({ $reason })
error-waiver-unknown = la règle « { $rule } » n’est pas dans le jeu de règles { $pack }.
error-waiver-near = Peut-être : { $near }
error-waiver-not-milder = severity = "{ $asked }" n’adoucit pas la règle « { $rule } », qui est « { $severity } ».

# Mesures à prendre
button-measure = Noter une mesure
form-measure = Noter une mesure à prendre
field-measure = Mesure, en termes généraux
hint-measure = Ce qui sera amélioré pour tous ; ni nom, ni date de soin, ni dossier
field-measure-due = Échéance
hint-measure-due = jj/mm/aaaa (facultatif : dans un mois)
measures-title = Mesures à prendre
menu-measures = Cocher une mesure prise…
refusal-unknown-measure = Cette mesure n’existe pas, ou elle est déjà prise.
refusal-past-day = Ce jour est déjà passé : donnez-en un à venir.
event-measure-planned = mesure à prendre
event-measure-done = mesure prise
cli-journal-list-with_measures = Seulement ceux dont une mesure reste à prendre
event-consent-given = consentement enregistré
event-consent-withdrawn = consentement retiré
event-place-visited = lieu de veille visité
error-required-setting = Cabinet { $practice } : le modèle { $pack } demande `{ $key }` ; ajoutez-le à la configuration.
register-blank = Il manque quelque chose : chaque champ dit qui, pour quoi, où, et où se trouve le papier signé.
register-unknown = Le registre n’a rien de tel, ou ce n’est plus en vigueur.
resembles = Cette réponse ressemble à celle publiée le { $day } (échange { $exchange }) : une autre formulation se lira mieux sur la même page.
error-not-configured = Ce texte a besoin de réglages qui manquent à la configuration : { $keys }. Ajoutez-les, puis recommencez.
error-document = Le document n’a pas pu être fait : réessayez, ou prévenez qui s’occupe d’Égard.
discord-go-on = Continuer
discord-more-to-fill = C’est noté sur l’avis. Il reste quelques champs à remplir pour ce texte.
terminal-save = Enregistrer le document ({ $file })
terminal-saved = Enregistré : { $file }
terminal-not-saved = Le fichier { $file } n’a pas pu être écrit : { $why }
command-policy = La politique du cabinet pour les avis
command-name-policy = politique
command-charter = La charte du cabinet, à adapter
command-name-charter = charte
command-advice = Une fiche pour apprendre, en une minute
command-name-advice = conseil
command-watch = Les lieux à surveiller, et leur dernière visite
command-name-watch = veille
command-consent = Qui a accepté par écrit d’être cité
command-name-consent = consentement
command-measures = Les mesures qui restent à prendre
command-name-measures = mesures
option-card = La fiche cherchée ; sans elle, celle du jour
option-name-card = fiche
option-place = Le lieu que vous venez de regarder
option-name-place = visite
option-list = Les consentements en vigueur
option-name-list = liste
option-add = Enregistrer un consentement écrit
option-name-add = ajouter
option-withdraw = Retirer un consentement
option-name-withdraw = retirer
option-number = Son numéro
option-name-number = numero
form-consent = Consentement écrit
field-consent-name = Qui (le nom tel qu’il peut être montré)
hint-consent-name = Camille R.
field-consent-what = Pour quoi
hint-consent-what = Une phrase, un prénom, une photo…
field-consent-place = Où
hint-consent-place = Site du cabinet, page Facebook…
field-consent-until = Jusqu’au
hint-consent-until = jj/mm/aaaa ; vide : jusqu’à son retrait
field-consent-reference = Où se trouve le papier signé
hint-consent-reference = Classeur 3, page 12 ; le papier lui-même n’entre pas ici
consent-title = Consentements en vigueur
consent-none = Aucun consentement écrit n’est en vigueur : personne ne peut être cité.
consent-no-end = jusqu’à son retrait
consent-until = jusqu’au { $day }
watch-title = Veille
watch-none = Aucun lieu n’est inscrit : ajoutez-les à la configuration ([[practice.watch]]). Le guide « watch » dit comment s’y prendre.
watch-never = jamais visité
watch-last = visité le { $day }
measures-none = Aucune mesure ne reste à prendre.
button-report = Où cliquer pour signaler
report-title = Signaler l’avis : { $platform }
report-written = Écrit le { $day } : le site a pu changer depuis.
report-uncertain = Une partie n’a pas été vérifiée sur place : choisir le plus proche.
report-choice = Motif à choisir : { $choice }
target = Objectif du cabinet : répondre au plus tard le { $day }.
target-missed = L’objectif du cabinet était de répondre au plus tard le { $day }.
too-long-for-place = { $platform } coupe au-delà de { $most } caractères : raccourcissez.
templates-no-folder = Aucun dossier de modèles : nommez-en un avec --dir, ou « templates = … » dans la configuration.
templates-bad-name = { $name } : un nom se compose de 1 à 30 lettres a-z, chiffres et tirets.
templates-no-outcome = Il n’y a pas d’issue { $outcome } ; il y a { $known }.
templates-there-already = { $file } existe déjà : rien n’a été écrit.
templates-built-in = { $template } existe déjà dans le modèle fourni : choisissez un autre nom, ou mettez dans votre dossier un fichier du même nom, qui prendra sa place.
templates-written = Écrit, et conforme : mettez-y votre texte, puis `status = "approved"` pour qu’il soit proposé ; `egard templates lint` le relit.
templates-added = + { $file } (ajouté)
templates-no-difference = Rien ne diffère des modèles fournis.
guide-unknown = Rien de tel à lire : { $name }. `egard guide` en donne la liste.
cli-templates-new-about = Écrire un modèle qui passe déjà, à compléter
cli-templates-new-pack = Jeu de modèles
cli-templates-new-outcome = Issue du questionnaire, ou quick
cli-templates-new-name = Nom : a-z, chiffres et tirets
cli-templates-new-dir = Dossier de vos modèles ; celui de la configuration si omis
cli-templates-diff-about = Montrer ce qui diffère des modèles fournis
cli-templates-diff-dir = Dossier de vos modèles ; celui de la configuration si omis
cli-guide-about = La charte, la politique, les guides et les fiches du cabinet
cli-guide-name = Ce qui est à lire ; la liste si omis
cli-guide-out = Enregistrer un guide en document de traitement de texte
cli-watch-about = Les lieux à surveiller, avec leur dernière visite
cli-watch-visited = Noter que ce lieu vient d’être regardé
cli-consent-about = Le registre des consentements écrits
cli-consent-list-about = Lister ceux qui sont en vigueur
cli-consent-add-about = En enregistrer un
cli-consent-add-name = Qui, tel que le nom peut être montré
cli-consent-add-what = Pour quoi
cli-consent-add-place = Où
cli-consent-add-until = Dernier jour, aaaa-mm-jj ; jusqu’à son retrait si omis
cli-consent-add-reference = Où se trouve le papier signé
cli-consent-withdraw-about = En retirer un
cli-consent-withdraw-number = Son numéro
column-place = lieu
column-visited = visite
column-address = adresse
column-number = n°
column-who = qui
column-what = pour quoi
column-until = jusqu’au
column-reference = papier
silence-advised = C’est ce que la politique du cabinet ou de sa profession préfère ; rien n’est choisi à votre place.
form-close = Clore malgré ce qui reste à faire
guide-no-document = { $name } est une fiche : elle se lit, et n’a pas de document.
consent-reason = consentement écrit n° { $number } : { $what }, { $place } ({ $reference })
register-name = Ce nom ne se distinguerait pas dans un texte : donnez le nom tel qu’il sera montré, avec au moins trois lettres et une majuscule.
register-no-consents = Le droit de ce métier ne permet pas de citer un client, même avec son accord : rien n’est enregistré.
consent-withdrawn = retiré
cli-consent-list-all = Aussi ceux qui sont retirés ou échus
dossier-title = Échange { $exchange }
dossier-status = État : { $status }
fact-platform = Site :
fact-author = Nom affiché :
fact-rating = Note :
fact-first-posted = Première publication :
fact-url = Adresse :
cli-journal-export-about = Exporter un échange (.docx, .json), une période (.csv, .jsonl) ou toute l’archive
cli-journal-export-exchange = Identifiant, ou son début
cli-journal-export-out = Fichier à écrire, dont la fin dit le format ; avec --archive, un dossier, ou un fichier .tar. Ce qui existe reste tel quel

status-refused = Texte refusé
event-refused = texte refusé
event-online-checked = texte en ligne comparé
event-evidence-added = capture ajoutée
event-hold-placed = conservation imposée
event-hold-lifted = conservation levée
event-snoozed = rappels remis à plus tard
event-reminded = rappel donné
event-card-posted = carte affichée
event-author-told = décision annoncée à l’auteur du texte
event-erased = contenu effacé
event-digest-posted = résumé affiché
approvals-wanted = { $count ->
    [one] encore un lecteur attendu
   *[other] encore { $count } lecteurs attendus
}
online-same = le texte en ligne est celui qui a été approuvé
online-differs = le texte en ligne n’est pas celui qui a été approuvé
next-refused = Un responsable a refusé ce texte : écrivez-en un autre, ou décidez de ne pas répondre.
refusal-cannot-tell-apart = Rien ne dit que vous n’avez pas déjà écrit ou approuvé ce texte ailleurs (autre canal, autre nom). Inscrivez les personnes dans la configuration ([[practice.person]]), ou faites approuver là où le texte a été écrit.
refusal-already-approved = Vous avez déjà approuvé ce texte : une autre personne doit encore le lire.
refusal-refused-text = Un responsable a refusé exactement ce texte : modifiez-le ou choisissez une autre formulation.
refusal-held = Cet échange est à conserver jusqu’à nouvel ordre : un responsable doit d’abord lever la conservation.
refusal-not-held = Aucune conservation n’est imposée à cet échange.
event-viewed = consulté par un responsable
event-role-given = rôle confié
role-staff = équipe
role-manager = responsable
role-responsible = responsable de la pratique

error-period = Cette période finit avant de commencer : le premier jour vient avant le dernier.
figures-title = Chiffres de { $practice }
figures-period = Du { $from } au { $to }.
figures-share = { $part } sur { $whole } ({ $percent } %)
figures-minutes = { $count } min
figures-hours = { $count } h
figures-days = { $count } j
figures-received = Avis reçus
figures-published = Réponses publiées
figures-edited = … dont retouchées par quelqu’un
figures-not-answered = Décidé de ne pas répondre
figures-waiting = En attente
figures-overdue = En retard
figures-overdue-target = … sur l’objectif du cabinet
figures-overdue-steps = … sur une démarche
figures-overdue-measures = … sur une mesure promise
figures-on-reception = de la réception
figures-on-proposal = de la proposition
figures-on-approval = de l’approbation
figures-on-publication = de la publication
figures-on-decision = de la décision
figures-on-word = du mot du responsable
figures-on-first-word = du premier mot
figures-on-promise = de la promesse
figures-on-done = où c’est fait
figures-as-of-today = d’aujourd’hui
figures-reception-note = Compté au jour de la réception.
figures-word-note = Compté au jour du mot ; ce sont les mots des responsables.
figures-times = Délais depuis la réception
figures-times-note = La moitié prend moins que la médiane ; neuf sur dix, moins que la dernière durée. Week-ends compris.
figures-to-proposal = Premier texte proposé
figures-to-approval = Dernière approbation
figures-to-publication = Première publication
figures-months = Mois par mois
figures-months-note = Chaque avis compte au mois de sa réception, chaque réponse et son délai à celui de sa publication.
figures-outcomes = Issues
figures-topics = Sujets
figures-platforms = Sites
figures-ratings = Notes
figures-unknown = Non renseigné
figures-others = Tout le reste
figures-reading = Relecture par les responsables
figures-reading-note = Une étape reprise ne compte pas.
figures-first-time = Approuvés au premier envoi
figures-changes = Modifications demandées
figures-refused = Textes refusés
figures-reasons = Motifs des refus et des demandes
figures-word-refused = refusé
figures-word-changes = à modifier
figures-rules = Règles qui ont parlé
figures-rules-note = Nombre d’échanges, comptés au jour du premier constat ; et où un responsable l’a écartée.
figures-to-review = Modèles à revoir
figures-to-review-note = Les plus souvent renvoyés ou retouchés d’abord ; un mot n’est cité que s’il revient dans deux textes au moins.
figures-words = +{ $added } −{ $removed }
figures-taken-out = retirés :
figures-put-in = ajoutés :
figures-templates = Modèles employés
figures-templates-note = Chaque chiffre compte au jour de ce qu’il dit.
figures-unused = Modèles jamais employés
figures-unused-note = { $count } modèles du jeu, ni proposés ni préparés sur la période.
figures-measures = Mesures d’amélioration
figures-measures-note = Ce que le cabinet a promis d’améliorer.
figures-promised = Promises
figures-done = Prises
figures-done-late = … dont en retard
figures-open = Restent à prendre
figures-late = … dont en retard
figures-column-figure = Chiffre
figures-column-count = Nombre
figures-column-counted = Compté au jour
figures-column-median = Médiane
figures-column-p90 = 9 sur 10
figures-column-month = Mois
figures-column-received = Reçus
figures-column-published = Publiées
figures-column-promised = Promises
figures-column-done = Prises
figures-column-outcomes = Issue
figures-column-topics = Sujet
figures-column-platforms = Site
figures-column-ratings = Note
figures-column-day = Jour
figures-column-exchange = Échange
figures-column-word = Mot
figures-column-reason = Motif
figures-column-rule = Règle
figures-column-fired = Échanges
figures-column-overridden = Écartée
figures-column-template = Modèle
figures-column-proposed = Proposé
figures-column-first-time = Premier envoi
figures-column-sent-back = Renvoyé
figures-column-edited = Retouché
figures-column-words = Mots
figures-column-often = Revient souvent
figures-column-published-edited = Retouché
figures-column-prepared = Préparé
figures-column-section = Partie
figures-column-row = Ligne
figures-column-column = Colonne
figures-column-value = Valeur
chart-months = Avis et réponses par mois
chart-times = Délai de publication
chart-outcomes = Issues des avis reçus
chart-topics = Sujets des avis reçus
chart-measures = Mesures d’amélioration
chart-note-months = L’avis au mois de sa réception, la réponse à celui de sa publication
chart-note-times = De la réception à la publication, au mois de la publication
chart-note-outcomes = Compté au jour de la réception
chart-note-topics = Compté au jour de la réception
chart-note-measures = Au mois de la promesse, et à celui où c’est fait
chart-unit-count = nombre
chart-unit-reviews = avis
chart-unit-days = jours
chart-unit-measures = mesures
chart-series-received = Avis reçus
chart-series-published = Réponses publiées
chart-series-median = Médiane
chart-series-p90 = 9 sur 10 en moins de
chart-series-promised = Promises
chart-series-done = Prises
chart-empty = Rien à montrer sur cette période
short-month-1 = janv.
short-month-2 = févr.
short-month-3 = mars
short-month-4 = avr.
short-month-5 = mai
short-month-6 = juin
short-month-7 = juil.
short-month-8 = août
short-month-9 = sept.
short-month-10 = oct.
short-month-11 = nov.
short-month-12 = déc.
figures-charts-saved = { $count } images écrites dans { $folder }
cli-journal-stats-about = Les chiffres d’une période, pour les responsables
cli-journal-stats-from = Premier jour, aaaa-mm-jj ; les douze derniers mois si omis
cli-journal-stats-to = Dernier jour, aaaa-mm-jj ; aujourd’hui si omis
cli-journal-stats-format = human (par défaut), json ou csv
cli-journal-stats-charts = Écrire aussi les graphiques (PNG) dans ce dossier
text-refused = Texte refusé par un responsable : { $reason }
approval-note = Note du responsable : { $note }
approval-revised = Un responsable a corrigé et approuvé ce texte : une autre personne doit encore le lire. Qui l’avait soumis peut le confirmer avec « Approuver ».
approval-more = Un responsable a approuvé ce texte ; un autre doit encore le lire.
changes-title = Ce qui a changé depuis le modèle
online-title = Le texte en ligne n’est pas celui qui a été approuvé
button-approve-note = Approuver avec une note
button-revise = Corriger et approuver
button-refuse = Refuser
button-online = Comparer le texte en ligne
button-take = Je m’en occupe
button-hand-over = Confier à quelqu’un
button-snooze = Me le rappeler plus tard
menu-follow = Suivi…
discord-more = Autres actions…
form-revise = Corriger et approuver
form-approve-note = Approuver avec une note
form-refuse = Refuser ce texte
form-online = Comparer le texte en ligne
form-hand-over = Confier l’échange
form-snooze = Remettre les rappels à plus tard
field-online = Texte tel qu’il est en ligne
hint-online = Copiez-le depuis la page ; il est comparé au texte approuvé
field-to = À qui
hint-to = Comme le journal la nomme : discord:…, terminal:…, person:…
field-until = Jusqu’au (jour)
hint-until = 31/12/2026
clock-target = Répondre (délai que s’est fixé la pratique)
reminder-before = À faire avant le { $day } : { $what } (échange { $exchange }).
reminder-due = C’est aujourd’hui le dernier jour : { $what } (échange { $exchange }).
reminder-late = Le délai est passé depuis le { $day } : { $what } (échange { $exchange }).
reminder-again = Vous aviez demandé à être prévenu aujourd’hui : { $what }, avant le { $day } (échange { $exchange }).
morning-summary = Ce matin : { $waiting ->
    [one] un échange attend
   *[other] { $waiting } échanges attendent
}, dont { $managers } à approuver et { $overdue } en retard.
weekly-summary = Semaine commencée le { $first } : { $received ->
    [0] aucun avis reçu
    [one] un avis reçu
   *[other] { $received } avis reçus
}, { $published ->
    [0] aucune réponse publiée
    [one] une réponse publiée
   *[other] { $published } réponses publiées
}. { $waiting ->
    [0] Rien n’attend.
    [one] Un échange attend.
   *[other] { $waiting } échanges attendent.
} { $measures ->
    [0] Aucune mesure promise ne reste à prendre.
    [one] Une mesure promise reste à prendre.
   *[other] { $measures } mesures promises restent à prendre.
}
queue-line = { $exchange } · { $title }
queue-line-due = { $exchange } · { $title } · avant le { $day } : { $what }
queue-line-late = { $exchange } · { $title } · en retard depuis le { $day } : { $what }
told-approved = Votre texte est approuvé : il peut être copié et publié (échange { $exchange }).
told-confirm = Un responsable a corrigé et approuvé votre texte : relisez-le et confirmez-le avec « Approuver » (échange { $exchange }).
told-changes = Un changement est demandé dans votre texte (échange { $exchange }) : { $note }
told-refused = Votre texte est refusé (échange { $exchange }) : { $reason }
discord-open = Voir l’échange
refusal-responsible-only = Seule la personne responsable de la pratique peut le faire.
roles-none = Personne n’a reçu de rôle ici : chacun a celui que lui donne la configuration.
column-role = Rôle
column-waits-for = Attend
column-since = Depuis
column-to-do = À faire
queue-empty = Rien n’attend.
queue-managers = les responsables
terminal-waiting = { $waiting ->
    [one] Un échange attend
   *[other] { $waiting } échanges attendent
}{ $overdue ->
    [0] {""}
   *[other] , dont { $overdue } en retard
} · :f : la file
terminal-queue = Ce qui attend, le plus pressant d’abord
cli-role-about = Les rôles donnés ici, par la personne responsable de la pratique
cli-role-list-about = Les rôles donnés ici
cli-role-give-about = Donner un rôle à quelqu’un
cli-role-give-person = Comme le journal la nomme : discord:…, terminal:…, person:…
cli-role-give-role = staff ou manager
cli-role-reset-about = Rendre à quelqu’un le rôle que lui donne la configuration
cli-role-reset-person = Comme le journal la nomme
cli-journal-queue-about = Ce qui attend, pour qui, depuis quand ; le plus pressant d’abord
cli-journal-queue-format = human (par défaut) ou json
held = 🔒 À conserver, rien ne peut en être effacé : { $reason }
captures = Captures : { $count } ({ $kinds }), la dernière du { $day }.
capture-kind = Ce fichier n’est ni une image (PNG, JPEG, WebP, GIF) ni un PDF : il n’est pas joint.
capture-too-large = Ce fichier dépasse { $most } Mo : il n’est pas joint.
capture-elsewhere = Ce fichier n’est pas chez Discord : il n’est pas joint.
capture-unreachable = Ce fichier n’a pas pu être lu chez Discord : il n’est pas joint. Réessayez avec « Ajouter comme preuve ».
capture-missing = échange { $exchange } : la capture { $sha256 } manque.
capture-changed = échange { $exchange } : la capture { $sha256 } a été modifiée.
journal-captures = { $count ->
    [one] Une capture est telle qu’elle a été gardée.
   *[other] { $count } captures sont telles qu’elles ont été gardées.
}
journal-erasing = { $count ->
    [one] Un effacement n’est pas terminé : il le sera à la prochaine ouverture du journal.
   *[other] { $count } effacements ne sont pas terminés : ils le seront à la prochaine ouverture du journal.
}
journal-contained = { $practice } : la chaîne contient toujours la ligne { $seq }, écrite le { $at } : rien n’a été modifié jusque-là.
journal-not-contained = Aucune chaîne ne contient cette empreinte : l’archive n’est pas la suite de celle qui l’avait, ou elle a été modifiée avant.
doctor-captures = { $count ->
    [one] Une capture manque ou a été modifiée : « egard journal verify » dit laquelle.
   *[other] { $count } captures manquent ou ont été modifiées : « egard journal verify » dit lesquelles.
}
doctor-retention = { $practice } : durées de conservation, en jours : { $lengths }
terminal-attached = { $file } est joint à l’échange { $exchange }.
hold-placed = L’échange { $exchange } est à conserver : rien ne peut en être effacé jusqu’à nouvel ordre.
hold-lifted = L’échange { $exchange } n’est plus à conserver.
erase-none = Rien ne correspond : il n’y a rien à effacer.
erase-consents = Consentements du registre : { $numbers }
erase-confirm = Effacer tout cela pour toujours ?
erase-confirm-missing = Rien n’est effacé. Ajoutez --yes pour effacer ce qui est listé.
erase-done = Échange { $exchange } effacé.
erase-not-done = Échange { $exchange } non effacé : { $why }
erase-consent-done = Consentement { $number } effacé.
erase-elsewhere = Les messages de la messagerie et les sauvegardes ne sont pas effacés par là : pensez-y.
purge-not-set = Aucune durée de conservation n’est réglée ([practice.retention]) : tout est gardé.
purge-none = Rien n’a dépassé sa durée de conservation.
purge-dry = { $count ->
    [one] Un échange serait effacé. Rien ne l’est encore : ajoutez --yes.
   *[other] { $count } échanges seraient effacés. Rien ne l’est encore : ajoutez --yes.
}
purge-goes = à effacer ({ $reason })
purge-held = à conserver : { $reason }
purge-open = gardé : encore ouvert
column-kept-until = À garder jusqu’au
column-becomes = Suite
cli-journal-attach-about = Joindre une capture (image ou PDF) à un échange
cli-journal-attach-exchange = Identifiant, ou son début
cli-journal-attach-file = Fichiers à joindre
cli-journal-hold-about = Imposer de conserver un échange : ni la durée ni une demande ne peuvent l’effacer
cli-journal-hold-exchange = Identifiant, ou son début
cli-journal-hold-reason = Pourquoi
cli-journal-release-about = Lever l’obligation de conserver un échange
cli-journal-release-exchange = Identifiant, ou son début
cli-journal-release-reason = Pourquoi
cli-journal-erase-about = Effacer pour toujours le contenu d’échanges ; qui, quand et pourquoi restent
cli-journal-erase-exchange = Identifiants, ou leurs débuts
cli-journal-erase-matching = Tous ceux qui contiennent ce nom ou ce texte, accents et majuscules indifférents
cli-journal-erase-reason = Pourquoi ; reste lisible : n’y mettez aucun nom
cli-journal-erase-yes = Sans demander
cli-journal-purge-about = Lister ce qui a dépassé sa durée de conservation
cli-journal-purge-yes = L’effacer
cli-journal-verify-against = Dire si la chaîne contient toujours cette empreinte (SEQ:DIGEST, comme affichée, ou les 64 chiffres de l’empreinte seule)
cli-journal-export-archive = Toute l’archive et ses captures, même pendant que le robot travaille
cli-consent-erase-about = Effacer un consentement, à la demande de la personne
cli-consent-erase-number = Son numéro
cli-consent-erase-reason = Pourquoi ; reste lisible : n’y mettez aucun nom
command-name-add-evidence = Ajouter comme preuve
command-journal = Le journal : ce qui attend, retrouver, compter, exporter, effacer
command-name-journal = journal
option-erase = Effacer pour toujours le contenu d’un échange
option-name-erase = effacer
option-hold = Imposer de conserver un échange
option-name-hold = conserver
option-release = Lever cette obligation
option-name-release = liberer
option-exchange = Identifiant de l’échange (au bas de sa carte), ou son début
option-name-exchange = echange
form-keeping-erase = Effacer l’échange
form-keeping-hold = Conserver l’échange
form-keeping-release = Ne plus imposer de conserver
field-keeping-reason = Pourquoi
hint-keeping-reason = Restera lisible : n’y mettez aucun nom.
discord-erased = Échange { $exchange } effacé du journal. Discord garde ses propres messages : supprimez la carte et l’avis transféré.
discord-no-capture = Ce message n’a pas de fichier joint.
discord-no-open-exchange = Aucun échange n’est ouvert : répondez d’abord à l’avis.
discord-which-exchange = À quel échange joindre ce fichier ?
discord-captures-added = { $count ->
    [one] Une capture est jointe à l’échange { $exchange }.
   *[other] { $count } captures sont jointes à l’échange { $exchange }.
}
discord-capture-later = Une fois l’avis saisi, joignez l’image : menu du message, « Ajouter comme preuve ».
error-erased-exchange = Le contenu de l’échange { $exchange } a été effacé.

# Chercher
error-search-index = L’index de recherche est en erreur ({ $why }). « egard journal rebuild » le reconstruit ; l’archive est intacte.
error-search = La recherche est en panne pour le moment ; le journal lui-même va bien et rien n’est perdu.
part-review = avis
part-author = nom affiché
part-reply = réponse
part-letter = courrier
part-note = note
search-none = Aucun échange trouvé. Essayez avec moins de mots, ou sans filtre.
search-found = { $total ->
    [one] Un échange trouvé
   *[other] { $total } échanges trouvés · page { $page } sur { $pages }
}
search-found-more = Plus de { $total } échanges trouvés, les plus récents d’abord · page { $page }
search-nothing-asked = Dites quoi chercher : des mots, « une suite de mots » entre guillemets, ou des filtres comme statut:publié, note:<3, du:2026-01-01.
search-unknown-filter = « { $name }: » n’est pas un filtre. Les filtres sont : { $known }
search-blank-filter = Il manque quelque chose après « { $name }: », sans espace.
search-unknown-value = « { $value } » n’existe pas. Ce qui existe : { $known }.
search-bad-rating = « { $value } » n’est pas une note : 1 à 5, comme note:2, note:<3, note:>=4 ou note:2-4.
search-bad-day = « { $value } » n’est pas un jour : écrivez 2026-12-31 ou 31/12/2026.
search-bad-days = Le dernier jour vient avant le premier.
cli-journal-search-about = Chercher des échanges : mots, « suites de mots », filtres (statut:publié note:<3 du:2026-01-01…)
cli-journal-search-words = Mots de l’avis, de la réponse ou des notes, et filtres : statut: issue: sujet: plateforme: note: du: au: auteur: approuve-par: modele: regle:
cli-journal-search-page = Page, à partir de 1
cli-journal-search-format = human (par défaut), json ou csv
column-match = Passage
terminal-found = Lequel ouvrir ?
terminal-previous-page = Page précédente
terminal-next-page = Page suivante
terminal-search-what = Tapez « :s » suivi de ce que vous cherchez, par exemple « :s attente statut:publié ».
option-search = Chercher des mots dans les avis, les réponses et les notes
option-name-search = chercher
option-words = Mots, « suite de mots », filtres : statut:publié note:<3 du:2026-01-01 plateforme:google…
option-name-words = mots
option-journal-list = Les échanges les plus récents
option-name-journal-list = liste
option-view = Ouvrir un échange
option-name-view = voir
discord-search-title = Recherche
discord-list-title = Journal
discord-choose-exchange = Ouvrir un échange…
discord-search-slow = L’index de recherche se construit ; réessayez dans une minute.
discord-search-lost = Cette recherche ne peut plus être lue ; relancez la commande.
command-role = Les rôles donnés ici, par la personne responsable
option-queue = Ce qui attend, le plus pressant d’abord
option-hand-over = Confier un échange à quelqu’un
option-person = La personne
option-role = Son rôle ici
role-none = celui de la configuration
discord-queue-title = { $count ->
    [one] Un échange attend
   *[other] { $count } échanges attendent
}
discord-handed-over = L’échange { $exchange } est confié à { $to }.
queue-about = attend { $whom }, { $since }
queue-more = … et { $count } de plus : « egard journal queue » les montre tous.
dossier-review = L’avis
dossier-answers = Ce qui a été répondu au questionnaire
dossier-history = Ce qui s’est passé, dans l’ordre
dossier-captures = Captures
dossier-check = Vérifier ce document
dossier-none = Rien.
dossier-taken-back = étape reprise ensuite : elle ne compte plus
dossier-text = Texte { $number }
dossier-changes = Depuis le texte d’avant (ajouté en gras, retiré barré) :
dossier-findings = Constats de la relecture automatique :
dossier-made = Établi le { $at } pour { $actor }.
dossier-hold = À conserver jusqu’à nouvel ordre : { $reason }
dossier-capture = { $kind }, { $bytes } octets, origine { $origin }, reçue le { $at }
dossier-how-to-check = Chaque ligne du journal porte l’empreinte (SHA-256) de celle d’avant : rien n’y change sans que cela se voie. `egard journal verify`, lancé sur le dossier de données, relit toute la chaîne et compare chaque capture à son empreinte. L’empreinte d’un texte se recalcule sur ses octets en UTF-8, lignes séparées par un saut de ligne simple.
dossier-chain = Fin de la chaîne à l’établissement de ce document : ligne { $line }, SHA-256 { $sha256 }. `egard journal verify --against` suivi de cette empreinte prouve que rien de ce qui précède n’a changé depuis.
dossier-how-to-read = Les heures sont celles du cabinet, avec leur décalage sur le temps universel. Les personnes sont désignées par leur identifiant et le rôle qu’elles tenaient à ce moment. Une étape reprise reste écrite et ne compte plus.
cli-journal-export-from = Premier jour de réception, aaaa-mm-jj ; les douze derniers mois si omis
cli-journal-export-to = Dernier jour de réception, aaaa-mm-jj ; aujourd’hui si omis
cli-journal-export-format = docx ou json pour un échange, csv ou jsonl pour une période ; d’après le fichier si omis
export-formats-one = Un échange s’exporte en .docx ou en .json.
export-formats-period = Une période s’exporte en .csv ou en .jsonl.
export-period-saved = { $count } échanges écrits dans { $file }
option-stats = Les chiffres d’une période, pour les responsables
option-name-stats = stats
option-export = Un échange et tout son historique, ou une période, en fichier
option-name-export = exporter
dossier-attached = Le document joint dit tout ce qui est enregistré ; cette lecture l’est aussi.
cli-journal-measures-about = Les mesures promises, les plus en retard d’abord
cli-journal-measures-format = human (par défaut), json ou csv
cli-journal-measures-all = Aussi celles qui sont prises
column-measure = Mesure
column-owner = En charge
column-done = Faite le
measures-late = en retard
confirm-choice = o/N
confirm-retry = Répondez par o (oui) ou n (non).
refusal-unknown-person = Le journal ne nomme personne ainsi : discord:…, terminal:… ou person:…. Sur Discord, « /journal confier » et « /role » laissent choisir la personne.
dossier-captures-beside = Chaque capture porte dans l’export le nom donné ici. `egard journal export` les écrit toutes, telles qu’elles ont été reçues, dans un dossier à côté du document.
dossier-capture-file = Fichier { $file }
export-captures-saved = { $count ->
    [one] Une capture écrite dans { $folder }
   *[other] { $count } captures écrites dans { $folder }
}
export-capture-lost = La capture { $file } manque ou a changé : elle n’est pas jointe. « egard journal verify » en dit plus.
erase-cards = Cartes à supprimer à la main si elles y sont encore : { $places }
erase-index-later = L’index de recherche n’a pas pu oublier ce contenu : il sera refait à la prochaine ouverture du journal.
discord-too-large = C’est plus lourd que ce que Discord accepte ({ $most } Mo). Le terminal l’écrit dans un fichier : « egard journal export » pour un échange, « egard journal stats » pour les chiffres.
discord-not-shown = La réponse n’a pas pu être affichée. Réessayez dans un instant, ou passez par le terminal.
erase-consent-not-done = Consentement { $number } non effacé : { $why }
discord-broken = Quelque chose n’a pas marché de notre côté. Rien de ce qui était enregistré n’est perdu : réessayez dans un instant.
error-gateway-servers = Le bot est dans trop de serveurs pour une seule connexion à Discord (code 4011) : retirez-le de ceux qu’il ne sert pas.
error-gateway-outdated = Discord ne parle plus avec cette version d’Égard (code { $code }) : installez la plus récente.
error-gateway-intents = Discord refuse au bot ce qu’il demande à recevoir (code { $code }) : vérifiez les « intents » dans le portail des développeurs, rubrique Bot, puis installez la version la plus récente d’Égard.

io-too-large = le fichier est trop gros
error-token-unfit = { $place } : ce n’est pas un jeton de bot. Copiez-le de nouveau, seul et sur une seule ligne.
cli-doctor-serving = Pour un superviseur : vérifie que le bot est au travail, sans relire toute l’archive (code 1 sinon).
doctor-folder-open = { $folder } : d’autres utilisateurs de cette machine peuvent y entrer. Protégez-le avec « chmod 700 ».
doctor-serving = Un processus travaille avec le dossier { $folder }.
doctor-not-serving = Aucun processus ne travaille avec le dossier { $folder } : le bot est arrêté, ou sert un autre dossier.
io-not-found = introuvable
io-not-allowed = accès refusé par le système (vérifiez à qui il appartient et ses droits)
io-exists = il existe déjà et n’est pas remplacé (choisissez un autre nom)
io-full = le disque est plein (libérez de la place, puis recommencez)
io-read-only = ce disque est en lecture seule
io-is-a-folder = c’est un dossier
io-no-folder = l’un des dossiers de ce chemin n’en est pas un
io-not-text = ce n’est pas du texte en UTF-8
error-file = { $file } : { $why }
error-disk-full = { $path } : le disque est plein. Rien n’a été enregistré à moitié ; libérez de la place, puis recommencez.
error-data-closed = { $path } : l’accès est refusé, ou le disque est en lecture seule. Rétablissez les droits du dossier, ou indiquez-en un autre avec --data. Pour seulement lire : « egard journal verify » contrôle l’archive telle quelle, et « egard journal export --archive --out COPIE » en fait une copie à ouvrir avec --data COPIE.
error-archive-newer = { $file } a été écrit par une version plus récente d’egard (format { $found } ; celle-ci lit jusqu’au format { $known }) : installez cette version.
journal-lines-lost = { $count ->
    [one] Il manque à l’archive une ligne qui y avait été écrite
   *[other] Il manque à l’archive { $count } lignes qui y avaient été écrites
} : un fichier en a été retiré, coupé, ou remplacé par une copie plus ancienne. Ce qui reste est entier ; une sauvegarde plus récente contient peut-être la suite.
in-charge = S’en occupe : { $who }
put-off = Les rappels sont remis au { $day }.
online-checked = Le texte en ligne est bien celui qui a été approuvé (comparé le { $day }).
error-not-deposited = « { $value } » n’est pas une fin de chaîne. Donnez le numéro et l’empreinte (numéro:empreinte), comme « /journal verifier » et « egard journal verify » les affichent, ou les 64 chiffres de l’empreinte seule.
button-captures = { $count ->
    [one] Voir la capture
   *[other] Voir les captures ({ $count })
}
no-captures = Aucune capture n’est jointe à cet échange.
captures-title = Captures de l’échange { $exchange }
captures-many = { $count } captures : la liste est dans le fichier { $file }.
capture-left-out = Elle ne tient pas dans ce message ({ $files } fichiers et { $most } Mo au plus) : « egard journal export » l’écrit dans un dossier.
terminal-save-captures = { $count ->
    [one] Enregistrer la capture dans le dossier où vous êtes
   *[other] Enregistrer les { $count } captures dans le dossier où vous êtes
}
figures-others-title = Le reste, en bref
figures-file = chiffres.csv
option-from = Premier jour, par exemple 01/09/2026 ; sinon, douze mois
option-name-from = du
option-to = Dernier jour, par exemple 30/09/2026 ; sinon, aujourd’hui
option-name-to = au
option-format = docx ou json pour un échange, csv ou jsonl pour une période
option-name-format = format
export-one-or-period = Un échange ou une période, pas les deux : donnez l’échange, ou les jours.
export-period-attached = { $count ->
    [0] Aucun échange sur ces jours.
    [one] { $count } échange dans le fichier joint. Il garde trace de cette lecture.
   *[other] { $count } échanges dans le fichier joint. Chacun garde trace de cette lecture.
}

# Effacer plusieurs échanges, et vérifier, sur Discord
option-purge = Ce qui a dépassé sa durée de conservation, avant de l’effacer
option-mentions = Ce qui contient un nom ou un texte, avant de l’effacer
option-mentioned = Le nom ou le texte, accents et majuscules indifférents
option-verify = Vérifier que l’archive est telle qu’elle a été écrite
option-digest = Une fin de chaîne mise en dépôt (numéro:empreinte) : rien n’a-t-il changé avant ?
purge-title = { $count ->
    [one] Un échange a dépassé sa durée de conservation
   *[other] { $count } échanges ont dépassé leur durée de conservation
}
purge-until = à garder jusqu’au { $day }
purge-go = { $count ->
    [one] Effacer cet échange
   *[other] Effacer ces { $count } échanges
}
mentions-title = { $count ->
    [one] Un élément du journal contient ces mots
   *[other] { $count } éléments du journal contiennent ces mots
}
mentions-none = Rien dans le journal ne contient ces mots.
mentions-consent = Consentement { $number } du registre · { $name } · { $what }
mentions-go = { $count ->
    [one] Effacer cet élément…
   *[other] Effacer ces { $count } éléments…
}
form-mentions = Effacer tout cela
several-received = reçu le { $day }
several-dry = { $count ->
    [0] Rien de cela ne peut être effacé pour le moment.
    [one] Un seul serait effacé. Rien ne l’est encore.
   *[other] { $count } seraient effacés. Rien ne l’est encore.
}
several-attached = { $count ->
    [one] … et un de plus : le fichier joint donne la liste entière.
   *[other] … et { $count } de plus : le fichier joint donne la liste entière.
}
several-too-many = … et { $count } de plus : c’est trop pour Discord, et personne n’efface ce qu’il n’a pas pu lire. Passez par le terminal : « egard journal purge » ou « egard journal erase ».
several-changed = La liste a changé entre-temps : rien n’est effacé. Voici ce qu’il en est maintenant.
several-gone = { $gone ->
    [0] Rien n’est effacé
    [one] Un élément effacé du journal
   *[other] { $gone } éléments effacés du journal
}{ $stayed ->
    [0] {""}
   *[other] , { $stayed } non
}
several-elsewhere = Le bot supprime les cartes qu’il connaît. Les autres, les avis transférés et les sauvegardes restent : pensez-y.
proof-whole = ✅ L’archive est intacte
proof-not-whole = ❌ L’archive n’est pas intacte
proof-not-found = ❌ Cette empreinte n’est pas dans la chaîne
proof-not-contained = La chaîne de la pratique ne contient pas l’empreinte donnée : ce n’est pas la bonne, ou l’archive n’est plus celle qui l’avait.
proof-lines = { $count ->
    [0] Rien n’est encore enregistré de la pratique dans cette archive.
    [one] La seule ligne de la pratique est telle qu’elle a été écrite.
   *[other] Les { $count } lignes de la pratique sont telles qu’elles ont été écrites.
}
proof-head = À déposer ailleurs, pour pouvoir le prouver plus tard : `{ $seq }:{ $hash }`
proof-broken = Première ligne en défaut : { $place }. Elle n’est plus telle qu’elle a été écrite. Prévenez la personne qui s’occupe de la machine : « egard journal verify » en dit plus, et ce fichier est à restaurer depuis une sauvegarde.
export-period-too-large = Cette période dépasse ce que Discord accepte ({ $most } Mo) : demandez moins de jours, ou passez par le terminal (« egard journal export --from … --to … »). Les échanges qui ont été lus en gardent trace.
column-around = Autour
several-around = « { $text } »
several-file = liste.txt
figures-others-note = Les premières lignes de chaque partie ; tout est dans le fichier joint, { $file }.
