"""Words are found in Python and templates, kept per app, and compiled without gettext."""

import gettext
from pathlib import Path

import pytest

from weconomics import catalogues

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
label = _("Revenue model")
pieces = ngettext("%(count)d piece", "%(count)d pieces", 2)
may = pgettext("month", "May")
"""
TEMPLATE = """{% load i18n %}
<c-card title="{% translate 'Open deals' %}" :hint="_('Since yesterday')">
  {% blocktranslate trimmed with name=member.name count n=deals|length %}
    {{ name }} has one deal
  {% plural %}
    {{ name }} has {{ n }} deals
  {% endblocktranslate %}
  {{ _("It's 100% yours") }} <p>don't
      {% translate "May" context "verb" %}</p>
</c-card>
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for app in catalogues.APPS:
        (tmp_path / app).mkdir()
        (tmp_path / "templates" / app).mkdir(parents=True)
    (tmp_path / "billing" / "models.py").write_text(PYTHON)
    (tmp_path / "templates" / "billing" / "page.html").write_text(TEMPLATE)
    (tmp_path / "templates" / "base.html").write_text('{% translate "Menu" %}')
    return tmp_path


def write(project: Path, translations: dict[str, str]) -> None:
    path = catalogues.po_path("billing", project)
    text = path.read_text()
    for words, translation in translations.items():
        text = text.replace(f'msgid "{words}"\nmsgstr ""', f'msgid "{words}"\nmsgstr "{translation}"')
    path.write_text(text)


def test_finds_words_in_python_and_templates(project: Path) -> None:
    found = {
        (str(message.id), message.context) for message in catalogues.collect("billing", project) if message.id
    }
    assert found == {
        ("Revenue model", None),
        ("('%(count)d piece', '%(count)d pieces')", None),
        ("May", "month"),
        ("May", "verb"),
        ("Open deals", None),
        ("Since yesterday", None),
        ("('%(name)s has one deal', '%(name)s has %(n)s deals')", None),
        ("It's 100% yours", None),
    }


def test_pages_without_an_app_belong_to_the_ground_floor(project: Path) -> None:
    assert [message.id for message in catalogues.collect("weconomics", project) if message.id] == ["Menu"]


def test_says_what_is_missing_fuzzy_and_obsolete(project: Path) -> None:
    assert len(catalogues.update("billing", project).missing) == 8
    write(project, {"Open deals": "Lopende afspraken", "Revenue model": "Verdienmodel"})
    path = catalogues.po_path("billing", project)
    path.write_text(path.read_text().replace('msgid "Revenue model"', '#, fuzzy\nmsgid "Revenue model"'))
    (project / "templates" / "billing" / "page.html").write_text("")
    findings = catalogues.check("billing", project)
    assert findings.fuzzy == ["'Revenue model'"]
    assert "'Open deals'" in findings.obsolete
    assert findings.missing == ["'%(count)d piece'", "'May' (month)"]


def test_text_that_moved_away_and_back_keeps_its_translation(project: Path) -> None:
    page = project / "templates" / "billing" / "page.html"
    catalogues.update("billing", project)
    write(project, {"Open deals": "Lopende afspraken"})
    page.write_text("")
    catalogues.update("billing", project)
    page.write_text(TEMPLATE)
    catalogues.update("billing", project)
    assert catalogues.read("billing", project)["Open deals"].string == "Lopende afspraken"


def test_equal_words_of_a_neighbour_are_taken_over(project: Path) -> None:
    catalogues.update("billing", project)
    write(project, {"Revenue model": "Verdienmodel"})
    (project / "marketplace" / "views.py").write_text('_("Revenue model")')
    assert catalogues.update("marketplace", project).missing == []


def test_two_translations_of_the_same_words_are_refused(project: Path) -> None:
    catalogues.update("billing", project)
    write(project, {"Revenue model": "Verdienmodel"})
    (project / "marketplace" / "views.py").write_text('_("Revenue model")')
    catalogues.update("marketplace", project)
    path = catalogues.po_path("marketplace", project)
    path.write_text(path.read_text().replace("Verdienmodel", "Inkomstenmodel"))
    assert catalogues.contradictions(project) == [
        "billing and marketplace: 'Revenue model': 'Verdienmodel' and 'Inkomstenmodel'"
    ]


def test_an_unchanged_source_leaves_the_file_alone(project: Path) -> None:
    catalogues.update("billing", project)
    before = catalogues.po_path("billing", project).read_bytes()
    catalogues.update("billing", project)
    assert catalogues.po_path("billing", project).read_bytes() == before


def test_compiles_what_python_can_read(project: Path) -> None:
    catalogues.update("billing", project)
    write(project, {"Open deals": "Lopende afspraken"})
    assert catalogues.compile_all(project) == 1
    assert catalogues.compile_all(project) == 0
    with catalogues.po_path("billing", project).with_suffix(".mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Open deals") == "Lopende afspraken"
    assert words.gettext("Revenue model") == "Revenue model"
