"""How the template pack draws a form: what a screen reader, a keyboard and a browser without scripts get."""

import re

import pytest
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.template import engines
from django.test import RequestFactory

from tests.system.gallery.forms import EveryField, Question

PAGE = "{% load crispy_forms_tags %}{% error_summary form reasons=reasons %}{% crispy form %}"


def drawn(form, **context):
    request = RequestFactory().get("/")
    return engines["django"].from_string(PAGE).render({"form": form, "reasons": ()} | context, request)


@pytest.fixture
def empty():
    return drawn(EveryField({}))


def test_the_pack_draws_fields_only():
    html = drawn(EveryField())

    assert "<form" not in html
    assert "csrfmiddlewaretoken" not in html
    assert 'type="submit"' not in html


def test_every_error_in_the_summary_moves_to_a_control_that_exists(empty):
    links = re.findall(r'<a href="#([^"]+)"', empty)

    assert len(links) == len(EveryField({}).errors)
    for control in links:
        assert f'id="{control}"' in empty


def test_the_summary_names_the_field(empty):
    assert "Family name: Fill this in." in empty
    assert "Do you get cold sores? Choose an answer." in empty


def test_a_link_goes_to_the_wrong_box_of_a_date():
    html = drawn(EveryField({"born_day": "14", "born_month": "7", "born_year": "85"}))

    assert '<a href="#id_born_2">Date of birth: Write the year' in html
    assert re.search(r'id="id_born_2"[^>]*aria-invalid="true"', html)
    assert not re.search(r'id="id_born_0"[^>]*aria-invalid="true"', html)


def test_reasons_that_belong_to_no_field_stand_in_the_summary():
    assert "Somebody else changed this." in drawn(EveryField({}), reasons=["Somebody else changed this."])


def test_a_form_that_was_not_sent_shows_no_errors():
    assert "error-summary" not in drawn(EveryField())


def test_errors_and_hints_are_tied_to_their_field(empty):
    assert re.search(r'<fieldset aria-describedby="id_onset_helptext id_onset_error">', empty)
    assert re.search(r'name="name"[^>]*aria-describedby="id_name_helptext id_name_error"', empty)
    assert 'id="id_name_error"' in empty
    assert 'id="id_onset_error"' in empty


def test_what_was_typed_comes_back_as_it_was_typed():
    html = drawn(EveryField({"name": '<b>"', "born_day": "40", "born_month": "x", "born_year": "9", "count": "six"}))

    assert 'value="&lt;b&gt;&quot;"' in html
    assert re.search(r'name="born_month" value="x"', html)
    assert re.search(r'name="count" value="six"', html)


def test_no_answer_is_chosen_beforehand():
    assert " checked" not in drawn(EveryField())


def test_a_chosen_answer_stays_chosen():
    html = drawn(EveryField({"onset": "b", "where": ["oil", "scrub"]}))

    assert re.findall(r'value="([^"]+)"[^>]* checked', html) == ["b", "scrub", "oil"]


def test_the_question_of_a_page_is_its_heading():
    html = drawn(Question())

    assert html.count("<h1") == 1
    assert re.search(r"<legend[^>]*>\s*<h1 tabindex=\"-1\">How long have the bumps been there\?</h1>\s*</legend>", html)


def test_nothing_is_styled_or_scripted_inline(empty):
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script|<style", empty)


def test_the_stepper_is_a_box_to_type_in_without_scripts():
    html = drawn(EveryField())

    assert re.search(r'<input type="text" name="count"[^>]*inputmode="numeric"', html)
    assert len(re.findall(r"<button[^>]*data-by[^>]* hidden", html)) == 4


def test_questions_can_be_grouped_under_a_heading_of_their_own():
    class Grouped(EveryField):
        def layout(self):
            return (Fieldset("Who", "name", "born"), Div("town", css_class="stack"))

    html = drawn(Grouped())

    assert re.search(
        r'<fieldset class="field-group"[^>]*>\s*<legend>Who</legend>\s*<div class="field" id="div_id_name">', html
    )
    assert re.search(r'<div\s+class="stack"\s*>\s*<div class="field" id="div_id_town">', html)
    assert "id_onset" not in html


def test_hidden_fields_are_drawn_even_when_the_layout_forgets_them():
    class WithKey(EveryField):
        key = forms.CharField(widget=forms.HiddenInput, initial="one")

        def layout(self):
            return ("name",)

    assert '<input type="hidden" name="key" value="one"' in drawn(WithKey())
