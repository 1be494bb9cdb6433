"""Administration: units, people, yearly tasks, schemes, and the record of all that was done."""

from web.pages.admin import (
    cycles,
    people,
    person,
    record,
    scheme,
    schemes,
    sections,
    unit_import,
    units,
)

BLUEPRINTS = (
    units.blueprint,
    unit_import.blueprint,
    sections.blueprint,
    people.blueprint,
    person.blueprint,
    cycles.blueprint,
    schemes.blueprint,
    scheme.blueprint,
    record.blueprint,
)
