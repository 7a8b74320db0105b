"""An icon that is not there would break the page, and some stand in branches that few visits reach."""

import re

from clinic.environment import ROOT
from clinic.templatetags.pearl import icon

NAMED = re.compile(r'{% icon "([\w-]+)"')


def test_every_icon_that_a_template_names_can_be_drawn():
    names = {name for page in (ROOT / "templates").rglob("*.html") for name in NAMED.findall(page.read_text())}

    assert len(names) > 20
    for name in names:
        assert "<svg" in icon(name)
