"""The rules of a draft in Chromium: the builder by keyboard, the table by arrow keys, undo by Ctrl+Z, two editors."""

import pytest
from playwright.sync_api import expect

from tests.integration.drafts_made import admin, milia_draft
from tests.integration.rules_edited import page_of, rule_now
from tests.system.screen import Screen

pytestmark = pytest.mark.django_db(transaction=True)
RULE = "RF-17"
# Undoing reads and checks the whole protocol, and the table is drawn again.
SLOW = 20_000
TABLE = "/content/milia/rules/table/"


class Rules(Screen):
    """Somebody at the rules."""

    @property
    def words(self):
        return self.page.locator("#id_when-words")

    @property
    def text(self):
        return self.page.locator("#id_when")

    @property
    def live(self):
        return self.page.locator("#live")

    @property
    def focused(self):
        return self.page.locator(":focus")

    def builds(self, button):
        self.page.locator(f'button[value="when:{button}"]').click()

    def saves(self):
        self.page.locator(".rule-form .actions .btn-primary").click()
        expect(self.page.locator(".saved-bar")).to_be_visible()

    def at(self, code, column):
        return self.page.locator(f"#part-{code}").locator("th, td").nth(column)


@pytest.fixture
def milia(transactional_db):
    return milia_draft()


@pytest.fixture
def mina(windows, milia):
    return windows.window(Rules, admin("Mina"), kind="desktop")


def test_a_condition_is_built_by_keyboard_alone(mina, anybody_can_use):
    mina.opens(page_of(RULE))
    mina.page.locator('button[value="when:add_group:0"]').focus()
    mina.page.keyboard.press("Enter")
    expect(mina.focused).to_have_id("when-0-1-0-key")

    mina.focused.select_option("sex")
    expect(mina.page.locator("#when-0-1-0-how")).to_be_visible()
    expect(mina.focused).to_have_id("when-0-1-0-key")
    mina.page.locator('input[name="when-0-1-0-values"][value="male"]').focus()
    mina.page.keyboard.press("Space")
    expect(mina.text).to_have_value("infant_unwell = yes and sex = male")
    expect(mina.live).to_contain_text("Male")

    mina.page.locator('button[value="when:not:0-1-0"]').evaluate("button => button.closest('details').open = true")
    mina.page.locator('button[value="when:not:0-1-0"]').focus()
    mina.page.keyboard.press("Enter")
    expect(mina.text).to_have_value("infant_unwell = yes and not sex = male")
    anybody_can_use(mina.page)

    mina.saves()
    assert rule_now(RULE)["when"] == "infant_unwell = yes and not sex = male"
    assert mina.complaints == []


def test_a_text_with_a_mistake_says_where_and_leaves_the_rows(mina):
    mina.opens(page_of(RULE))
    mina.text.fill("infant_unwell = moon")
    mina.text.blur()
    expect(mina.page.locator("#div_id_when .field-error")).to_contain_text("does not offer “moon”")
    expect(mina.page.locator('input[name="when-0-0-values"]:checked')).to_have_value("yes")

    mina.text.fill("age_years < 3")
    mina.text.blur()
    expect(mina.page.locator("#when-0-0-number")).to_have_value("3")
    expect(mina.words).to_contain_text("is below 3")


def test_the_builder_goes_on_without_scripts(windows, milia):
    plain = windows.window(Rules, admin("Mina"), kind="tablet", java_script_enabled=False)
    plain.opens(page_of(RULE))
    plain.page.locator("#id_because").fill("Half a sentence")
    plain.builds("add:0")
    plain.page.locator("#when-0-1-key").select_option("sex")
    plain.page.get_by_role("button", name="Show what fits").last.click()
    plain.page.locator('input[name="when-0-1-values"][value="male"]').check()
    plain.saves()
    assert rule_now(RULE)["when"] == "infant_unwell = yes and sex = male"
    assert rule_now(RULE)["because"] == "Half a sentence"


def test_enter_in_a_field_saves_and_presses_no_button_of_the_builder(windows, milia):
    plain = windows.window(Rules, admin("Mina"), kind="desktop", java_script_enabled=False)
    plain.opens(page_of(RULE))
    plain.page.locator("#id_owner").fill("Dr Shah")
    plain.page.locator("#id_owner").press("Enter")
    expect(plain.page.locator(".saved-bar")).to_be_visible()
    assert rule_now(RULE)["owner"] == "Dr Shah"


def test_the_table_is_walked_changed_and_moved_by_keys(mina, anybody_can_use):
    mina.opens(TABLE)
    mina.page.locator("[data-rules] [tabindex='0']").focus()
    for key in ["ArrowDown", "ArrowDown", "ArrowRight", "End", "Home", *["ArrowRight"] * 5]:
        mina.page.keyboard.press(key)
    expect(mina.at("RF-03", 5)).to_be_focused()
    anybody_can_use(mina.page)

    mina.page.keyboard.press("Enter")
    expect(mina.page.locator("dialog #id_because")).to_be_focused()
    mina.page.keyboard.press("Escape")
    expect(mina.at("RF-03", 5)).to_be_focused()

    mina.page.keyboard.press("Enter")
    mina.page.locator("dialog #id_because").fill("Changed in its cell.")
    anybody_can_use(mina.page)
    mina.page.locator("dialog .btn-primary").click()
    expect(mina.at("RF-03", 5)).to_be_focused()
    expect(mina.at("RF-03", 5)).to_have_text("Changed in its cell.")
    assert rule_now("RF-03")["because"] == "Changed in its cell."

    mina.page.keyboard.press("Control+z")
    expect(mina.live).to_contain_text("Undone: Rule RF-03", timeout=SLOW)
    expect(mina.at("RF-03", 5)).to_be_focused()
    assert rule_now("RF-03")["because"] != "Changed in its cell."
    mina.page.keyboard.press("Control+y")
    expect(mina.live).to_contain_text("Redone: Rule RF-03", timeout=SLOW)
    assert rule_now("RF-03")["because"] == "Changed in its cell."

    mina.page.keyboard.press("Alt+ArrowUp")
    expect(mina.live).to_contain_text("RF-03 moved to place 2", timeout=SLOW)
    expect(mina.at("RF-03", 5)).to_be_focused()
    assert mina.complaints == []


def test_a_cell_with_a_mistake_says_so_and_keeps_what_was_typed(mina):
    mina.opens(TABLE)
    mina.at("RF-03", 1).click()
    mina.page.keyboard.press("Enter")
    mina.page.locator("dialog #id_when").fill("sex = moon")
    mina.page.locator("dialog .btn-primary").click()
    expect(mina.page.locator("dialog .field-error")).to_contain_text("does not offer “moon”")
    expect(mina.page.locator("dialog #id_when")).to_have_value("sex = moon")


def test_what_follows_from_the_effect_cannot_be_set(mina):
    mina.opens(TABLE)
    mina.at("RF-03", 6).click()
    mina.page.keyboard.press("Enter")
    expect(mina.live).to_contain_text("follows from the effect")


def test_the_table_reads_without_scripts_on_the_tablet(windows, milia):
    plain = windows.window(Rules, admin("Mina"), kind="tablet", java_script_enabled=False)
    plain.opens(f"{TABLE}?effect=exclusion&say=text")
    expect(plain.page.locator("#part-EX-05")).to_contain_text("pregnancy = planning")
    assert plain.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_ctrl_z_outside_of_a_field_undoes_and_inside_it_does_not(mina):
    mina.opens(page_of(RULE))
    mina.page.locator("#id_because").fill("Once.")
    mina.saves()
    mina.page.locator("#id_owner").focus()
    mina.page.keyboard.press("Control+z")
    assert rule_now(RULE)["because"] == "Once."

    mina.page.locator("h1").focus()
    mina.page.keyboard.press("Control+z")
    expect(mina.page.locator(".saved-bar")).to_contain_text("Undone")
    assert rule_now(RULE)["because"] != "Once."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_editors_of_one_rule_both_keep_what_they_wrote(windows, milia, scripts):
    mina, omar = (
        windows.window(Rules, admin(name), kind="desktop", java_script_enabled=scripts) for name in ("Mina", "Omar")
    )
    mina.opens(page_of(RULE))
    omar.opens(page_of(RULE))
    expect(omar.page.locator("main")).to_contain_text("Mina has this open too")
    mina.page.locator("#id_because").fill("Mina's words.")
    mina.saves()

    omar.page.locator("#id_because").fill("Omar's words.")
    omar.page.locator(".rule-form .actions .btn-primary").click()
    expect(omar.page.locator("main")).to_contain_text("There now, by Mina")
    expect(omar.page.locator("main")).to_contain_text("Mina's words.")
    expect(omar.page.locator("#id_because")).to_have_value("Omar's words.")
    assert rule_now(RULE)["because"] == "Mina's words."

    omar.page.locator("#id_because").fill("Both our words.")
    omar.saves()
    assert rule_now(RULE)["because"] == "Both our words."


@pytest.mark.parametrize(
    "address",
    [
        "/content/milia/rules/",
        "/content/milia/rules/new/",
        "/content/milia/rules/EX-06/",
        "/content/milia/rules/GN-02/",
    ],
)
def test_everybody_can_use_the_pages_of_the_rules(on_both, milia, anybody_can_use, address):
    mina = on_both.window(Rules, admin("Mina"))
    mina.opens(address)
    anybody_can_use(mina.page)
    assert mina.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
