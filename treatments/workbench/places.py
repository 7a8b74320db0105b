"""Where each part of a draft is edited, and what its list is called."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

# List of the document: its page, the page of one part, the name of that page's argument, and the words for one.
PLACES = {
    "methods": ("draft_methods", "draft_method", "key", _("Method")),
    "aftercare": ("draft_aftercare", "draft_aftercare_step", "code", _("Aftercare step")),
    "questions": ("draft_questions", "draft_question", "key", _("Question")),
    "conflicts": ("draft_conflicts", "draft_conflict", "code", _("Contradiction")),
    "rules": ("draft_rules", "draft_rule", "code", _("Rule")),
    "cases": ("draft_cases", "draft_case", "code", _("Case")),
    "sources": ("draft_sources", "draft_source", "code", _("Source")),
    "policies": ("draft_policies", "draft_policy", "key", _("Policy")),
    "protocol": ("draft_texts", "draft_text", "field", _("Text of the protocol")),
}
SECTIONS = (
    ("draft", _("Workbench")),
    ("draft_methods", _("Methods")),
    ("draft_aftercare", _("Aftercare")),
    ("draft_questions", _("Questions")),
    ("draft_rules", _("Rules")),
    ("draft_cases", _("Cases")),
    ("draft_texts", _("Texts")),
    ("draft_checks", _("Checks")),
    ("impact", _("Impact")),
    ("draft_changes", _("Changes")),
    ("draft_log", _("Log")),
)


def page_of(slug: str, parts: str, code: str) -> str:
    """Where this part is edited."""
    _list, page, argument, _words = PLACES[parts]
    return address(page, slug=slug, **{argument: code}) or address("draft", slug=slug)


def list_of(slug: str, parts: str) -> str:
    return address(PLACES[parts][0], slug=slug) or address("draft", slug=slug)


def word_for(parts: str) -> str:
    return str(PLACES[parts][3])


def address(name: str, **arguments: str) -> str:
    """Empty where there is no such page."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""
