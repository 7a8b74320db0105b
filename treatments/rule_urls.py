"""The rules of a draft."""

from django.urls import path

from treatments.views import draft_rules, draft_rules_table

RULES = "content/<slug:slug>/rules/"

urlpatterns = [
    path(RULES, draft_rules.rules, name="draft_rules"),
    path(f"{RULES}new/", draft_rules.new, name="draft_rule_new"),
    path(f"{RULES}table/", draft_rules_table.table, name="draft_rules_table"),
    path(f"{RULES}condition/", draft_rules.condition, name="draft_condition"),
    path(f"{RULES}<slug:code>/", draft_rules.rule, name="draft_rule"),
    path(f"{RULES}<slug:code>/turn/", draft_rules.turn, name="draft_rule_turn"),
    path(f"{RULES}<slug:code>/<slug:name>/", draft_rules_table.cell, name="draft_rule_cell"),
]
