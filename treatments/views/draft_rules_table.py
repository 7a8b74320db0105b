"""The rules of a draft as a table, and what one of its cells shows."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.models import Edit
from treatments.views.draft_rules import RULES, list_page
from treatments.views.saving_parts import part_page
from treatments.workbench.frame import frame
from treatments.workbench.rules.rule_form import CELLS, CellForm
from treatments.workbench.rules.rules import FIELDS, Looked


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def table(request: HttpRequest, slug: str) -> HttpResponse:
    return list_page(request, slug, "treatments/draft_rules_table.html")


@needs(Permission.EDIT_PROTOCOL)
def cell(request: HttpRequest, slug: str, code: str, name: str) -> HttpResponse:
    """A small form. `back` is what the table was asked for, so that saving leads back to the same rows."""
    here = frame(request, slug, RULES)
    before = here.draft.part("rules", code)
    if before is None or name not in CELLS:
        raise Http404
    form = CellForm(request.POST or None, draft=here.draft, before=before, effect=before["effect"], cell=name)
    if not form.fields:
        raise Http404
    looked = Looked.of(QueryDict(request.GET.get("back", "")[:300].removeprefix("?")))
    back = f"{reverse('draft_rules_table', args=[slug])}{looked.href(looked.after)}"

    def to(edit: Edit) -> str:
        return f"{back}&saved={edit.pk}#part-{code}"

    more = {"back": f"{back}#part-{code}", "what": FIELDS[name]}
    return part_page(request, here, "rules", code, form, "treatments/draft_rule_cell.html", to, **more)
