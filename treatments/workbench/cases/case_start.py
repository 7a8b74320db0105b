"""The answers with which a new case begins, kept in the session of whoever makes it until it is saved.

They were given by a content admin who played a patient; no patient is behind them.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any

from treatments.editing.current import ready
from treatments.editing.parts import Draft
from treatments.engine.answers import Answers, BadAnswers, read_answers
from treatments.workbench.cases.casing import fitting

KEPT = "answers_of_a_new_case"


def keep_answers(session: MutableMapping[str, Any], slug: str, answers: Mapping[str, Any]) -> None:
    """`answers` in the form of a visit: `{"person": {…}, "areas": [{…}, …]}`, with what was marked on the face."""
    session[KEPT] = {"slug": slug, **answers}


def kept_document(session: Mapping[str, Any], slug: str) -> dict[str, Any] | None:
    """As it was kept."""
    kept = session.get(KEPT)
    return {name: value for name, value in kept.items() if name != "slug"} if kept and kept["slug"] == slug else None


def kept_answers(session: Mapping[str, Any], draft: Draft) -> Answers | None:
    """Those that the draft, as it is now, has questions for."""
    kept = kept_document(session, draft.protocol.slug)
    if kept is None or not kept["areas"]:
        return None
    answers, _lacking = fitting(ready(draft), Answers(kept["person"], tuple(kept["areas"])))
    try:
        return read_answers(ready(draft), {"person": dict(answers.person), "areas": list(map(dict, answers.areas))})
    except BadAnswers:
        return None
