"""The rules of a draft: the list, one rule, a new one, and the builder of conditions."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.forms import PearlForm
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of
from treatments.engine.documents import Rule
from treatments.models import Edit
from treatments.presenters import EFFECTS
from treatments.views.draft import answered
from treatments.views.saving_parts import LONGEST_STAMP, part_page, with_edit
from treatments.workbench.checks.findings import findings_about, open_by_rule
from treatments.workbench.conditions.condition_buttons import Pressed, pressed
from treatments.workbench.conditions.condition_field import LABELS, ConditionField
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.frame import Frame, frame
from treatments.workbench.part_form import Values
from treatments.workbench.rules.firing import firing_in_cases
from treatments.workbench.rules.rule_form import RuleForm
from treatments.workbench.rules.rules import ONLY, WHAT_IT_DOES, Looked, NotKnown, Told, history, is_due, rule_list

RULES = "draft_rules"


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    return list_page(request, slug, "treatments/draft_rules.html")


@needs(Permission.EDIT_PROTOCOL)
def rule(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    here = frame(request, slug, RULES)
    before = here.draft.part("rules", code)
    if before is None:
        raise Http404
    known = next(each for each in here.draft.document.rules if each.code == code)
    form, button = _form(request, here, before, known.effect)
    more = _about(here, known) | {"effect": EFFECTS[known.effect]}
    return _page(request, here, code, form, bool(button), "treatments/draft_rule.html", more)


@needs(Permission.EDIT_PROTOCOL)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """First the effect is picked, or a rule to begin with."""
    here = frame(request, slug, RULES)
    like = here.draft.part("rules", request.GET.get("like", "")[:20])
    effect = like["effect"] if like else request.GET.get("effect", "")
    if effect not in EFFECTS:
        kinds = [(key, words, WHAT_IT_DOES[key]) for key, words in EFFECTS.items()]
        return render(request, "treatments/draft_rule_kind.html", here.context(kinds=kinds))
    form, button = _form(request, here, None, effect, like)
    more = {"effect": EFFECTS[effect], "what": WHAT_IT_DOES[effect], "like": like and like["code"]}
    return _page(request, here, "", form, bool(button), "treatments/draft_rule_new.html", more)


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def turn(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Off, or on again."""
    here = frame(request, slug, RULES)
    before = here.draft.part("rules", code)
    if before is None:
        raise Http404

    def perform() -> str:
        off = request.POST.get("off") == "yes"
        edit = change_part(
            protocol_id=here.protocol.pk,
            parts="rules",
            code=code,
            values=before | {"off": off},
            stamp=request.POST.get("stamp", "")[:LONGEST_STAMP],
            by=request.user,
            at=timezone.now(),
        )
        href = reverse("draft_rule", args=[slug, code])
        return with_edit(href, edit) if edit else href

    return answered(request, here, perform)


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def condition(request: HttpRequest, slug: str) -> HttpResponse:
    """The condition again after a change in its rows or its text, for a script; nothing is saved."""
    here = frame(request, slug, RULES)
    vocabulary = Vocabulary(here.draft.document)
    button = pressed(request.POST, vocabulary)
    if button is None or button.name not in LABELS:
        raise Http404
    form = ConditionForm(button.data, button.name, vocabulary)
    button.show(form)
    return render(request, "treatments/draft_condition_only.html", {"form": form}, status=422 if form.errors else 200)


class ConditionForm(PearlForm, forms.Form):
    def __init__(self, data: QueryDict, name: str, vocabulary: Vocabulary) -> None:
        super().__init__(data)
        self.fields[name] = ConditionField(name, vocabulary, required=False)


def _form(
    request: HttpRequest, here: Frame, before: Values | None, effect: str, like: Values | None = None
) -> tuple[RuleForm, Pressed | None]:
    """The form as it was sent, or as a button inside it changed it."""
    given = {"draft": here.draft, "before": before, "effect": effect, "like": like}
    if request.method != "POST":
        return RuleForm(None, **given), None
    button = pressed(request.POST, Vocabulary(here.draft.document))
    form = RuleForm(button.data if button else request.POST, **given)
    if button:
        button.show(form)
    return form, button


def _page(
    request: HttpRequest, here: Frame, code: str, form: RuleForm, is_pressed: bool, template: str, more: dict[str, Any]
) -> HttpResponse:
    def to(edit: Edit) -> str:
        return with_edit(reverse("draft_rule", args=[here.slug, edit.code]), edit)

    if is_pressed:
        stamp = request.POST.get("stamp", "")[:LONGEST_STAMP]
        context = here.context(form=form, parts="rules", code=code, stamp=stamp, others=[], **more)
        return render(request, template, context, status=422 if form.errors else 200)
    repeated = form.names_sent_repeatedly()
    return part_page(request, here, "rules", code, form, template, to, may_repeat=repeated, **more)


def _about(here: Frame, known: Rule) -> dict[str, Any]:
    """What stands beside the form of a rule."""
    edits = Edit.objects.filter(protocol=here.protocol, parts="rules", code=known.code)
    return {
        "rule": known,
        "own_stamp": stamp_of(here.draft.part("rules", known.code)),
        "not_known": NotKnown.of(known, here.wording),
        "fires": firing_in_cases(here.draft).get(known.code, 0),
        "cases": len(here.draft.document.cases),
        "findings": findings_about(here.draft, known.code),
        "history": history(edits),
        "is_due": is_due(known, timezone.localdate()),
    }


def list_page(request: HttpRequest, slug: str, template: str) -> HttpResponse:
    """The rules that were looked for, a page at a time, with how often each fires in the cases."""
    here, looked = frame(request, slug, RULES), Looked.of(request.GET)
    told = Told(firing_in_cases(here.draft), open_by_rule(here.draft))
    found = rule_list(here.draft, here.wording, told, looked, timezone.localdate())
    context = {
        "found": found,
        "looked": looked,
        "effects": tuple(EFFECTS.items()),
        "methods": [
            (method.key, method.term or here.wording.text(method.name)) for method in here.draft.document.methods
        ],
        "onlys": tuple(ONLY.items()),
        "next_href": looked.href(found.next_after) if found.next_after else "",
        "text_href": replace(looked, as_text=True).href(looked.after),
        "sentences_href": replace(looked, as_text=False).href(looked.after),
        "first_href": looked.href("") if looked.after else "",
    }
    return render(request, template, here.context(**context))
