"""Do the screens, the face map, the consent to photos and the examination of a document fit its questions?"""

from collections.abc import Iterator

from treatments.engine.documents import Document, Examination, FaceMap, Question

Fault = tuple[tuple[str | int, ...], str]


def faults_of(document: Document) -> Iterator[Fault]:
    questions = {question.key: question for question in document.questions}
    yield from _mixed_screens(document)
    if document.face_map:
        yield from _face_map(document.face_map, questions)
    consent = document.photo_consent
    if consent and not _offers_yes(questions.get(consent)):
        yield ("photo_consent",), f"“{consent}” is not a question that offers “yes”"
    if document.examination:
        yield from _examination(document.examination, questions)
    yield from _retired(document, questions)


def _retired(document: Document, questions: dict[str, Question]) -> Iterator[Fault]:
    """What a part of the app asks by itself cannot be retired under it."""
    asked: list[tuple[tuple[str, ...], str]] = []
    if face_map := document.face_map:
        asked += [(("face_map", name), getattr(face_map, name)) for name in ("place", "count", "size")]
    if document.photo_consent:
        asked.append((("photo_consent",), document.photo_consent))
    if document.examination:
        asked.append((("examination", "question"), document.examination.question))
    for place, key in asked:
        if key in questions and questions[key].retired:
            yield place, f"“{key}” is retired, and this needs it"


def _examination(examination: Examination, questions: dict[str, Question]) -> Iterator[Fault]:
    question = questions.get(examination.question)
    if question is None or question.type != "one" or question.about != "person":
        yield ("examination", "question"), "is not a choice about the person"
        return
    offered = {option.value for option in question.offered}
    for name in ("clear", "other"):
        if getattr(examination, name) not in offered:
            yield ("examination", name), f"“{examination.question}” does not offer “{getattr(examination, name)}”"


def _mixed_screens(document: Document) -> Iterator[Fault]:
    steps = {screen.key: screen.step for screen in document.screens}
    about = {step.key: step.about for step in document.steps}
    for at, question in enumerate(document.questions):
        step = steps.get(question.screen or "")
        if step is not None and (step != question.step or about.get(step) != question.about):
            yield ("questions", at, "screen"), f"“{question.screen}” belongs to another step"


def _face_map(face_map: FaceMap, questions: dict[str, Question]) -> Iterator[Fault]:
    for name in ("place", "count", "size"):
        question = questions.get(getattr(face_map, name))
        if question is None or question.type != "one" or question.about != "area":
            yield ("face_map", name), "is not a choice about an area"
            return
    place = questions[face_map.place]
    if face_map.margin and face_map.margin not in {option.value for option in place.offered}:
        yield ("face_map", "margin"), f"“{face_map.place}” does not offer “{face_map.margin}”"
    regions = [region for option in place.offered for region in option.regions]
    for region in sorted({region for region in regions if regions.count(region) > 1}):
        yield ("face_map", "place"), f"the region “{region}” belongs to two places"
    for option in questions[face_map.count].offered:
        if option.at_least is None:
            yield ("face_map", "count"), f"“{option.value}” does not say from which number on"


def _offers_yes(question: Question | None) -> bool:
    return question is not None and "yes" in {option.value for option in question.offered}
