"""Everything `openevac plan` writes, as one folder of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openevac.cli.session import Progress
from openevac.cli.written import PLAN_MARK
from openevac.reports.words import Words

if TYPE_CHECKING:
    from openevac.reports.material import PlanMaterial


def plan_files(material: PlanMaterial, words: Words, progress: Progress) -> dict[str, bytes]:
    """Make plan.json, plan.geojson, a GPX a trip, the brief, the crew sheets and the page: name -> bytes."""
    from openevac.reports.brief import brief_pdf
    from openevac.reports.crew_sheets import crew_sheets
    from openevac.reports.geojson import plan_geojson
    from openevac.reports.gpx import trip_gpx
    from openevac.reports.page import plan_html
    from openevac.reports.plan_file import plan_json

    progress("Writing the plan", 0.0)
    files = {PLAN_MARK: plan_json(material.plan), "plan.geojson": plan_geojson(material, words)}
    files |= {f"trips/{name}": content for name, content in trip_gpx(material, words).items()}
    progress("Drawing the page", 0.2)
    files["plan.html"] = plan_html(material, words)
    progress("Printing the brief", 0.5)
    files["brief.pdf"] = brief_pdf(material, words)
    progress("Printing the crew sheets", 0.8)
    files["crew-sheets.pdf"] = crew_sheets(material, words)
    return files
