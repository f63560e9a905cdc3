"""What Word, Excel and PowerPoint files have in common: parts that refer to one another, and facts about the file.

Sources: ECMA-376 part 1 (WordprocessingML, DrawingML, ...) and part 2 (packages and their relationships).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from corpus.errors import UnreadableReport
from corpus.formats.archive import Archive
from corpus.formats.facts import claimed
from corpus.report import Metadata

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CORE = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}
_COMPANY = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Company"
_CHART = re.compile(r"(?:word|ppt|xl)/charts/chart(?:Ex)?\d*\.xml")
# What programs write where nobody gave a title.
_NO_TITLE = re.compile(
    r"(?i)(?:microsoft (?:office )?(?:word|excel|powerpoint)\b.*|(?:powerpoint|slide) ?(?:presentation|\d+)?|untitled.*"
    r"|document ?\d*|presentation ?\d*|book ?\d*|word document|title|pp presentation)"
)

# When the templates of two common libraries were made: no file that starts from them was.
_TEMPLATE_DAYS = frozenset({"2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z"})


class Package:
    """An Open XML file; a class because it holds the archive and its main part's relationships.

    Args:
        archive: The checked archive.
        name: The file as the person knows it, for refusals.

    Raises:
        UnreadableReport: No part says that it is the document.
    """

    def __init__(self, archive: Archive, name: str) -> None:
        self.archive, self._name = archive, name
        self.main = next(iter(self.related("", "officeDocument")), "")
        if not self.main:
            raise UnreadableReport(
                name, "none of its parts is the document", "save it again with the program that made it"
            )

    def related(self, part: str, kind: str) -> list[str]:
        """Return the paths of the parts that a part refers to by one kind of relationship, in order."""
        return [path for path, ending in self.relations(part).values() if ending == kind]

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return path and kind of everything in the archive that a part refers to, by relationship id."""
        folder, file = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{file}.rels")
        if listing not in self.archive.names:
            return {}
        found = {}
        for relation in self.archive.xml(listing).iter(_RELATION):
            if relation.get("TargetMode") == "External":  # never fetched
                continue
            target = unquote(relation.get("Target", ""))
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id", "")] = (path, relation.get("Type", "").rsplit("/", 1)[-1])
        return found

    def xml(self, part: str, kind: str) -> Any:
        """Return the root of the one part that a part refers to by this kind of relationship, None if there is none."""
        paths = [path for path in self.related(part, kind) if path in self.archive.names]
        return self.archive.xml(paths[0]) if paths else None

    def remarks(self) -> Iterator[str]:
        """Yield what of the file is shown and not read, a sentence each."""
        charts = sum(bool(_CHART.fullmatch(name)) for name in self.archive.names)
        if charts:
            yield f"{charts:,} chart{'s were' if charts > 1 else ' was'} not read."

    def facts(self) -> Metadata:
        """Return what the file says of itself; a title that its program made up is none, nor a template's date."""
        core, extended = self.xml("", "core-properties"), self.xml("", "extended-properties")
        if core is None:
            return Metadata()
        title = (core.findtext("dc:title", namespaces=_CORE) or "").strip()
        created = (core.findtext("dcterms:created", namespaces=_CORE) or "").strip()
        return claimed(
            None if _NO_TITLE.fullmatch(title) else title,
            None if extended is None else extended.findtext(_COMPANY),
            core.findtext("dc:creator", namespaces=_CORE),
            None if created in _TEMPLATE_DAYS else created,
            None,
        )


def is_on(element: Any, namespace: str) -> bool:
    """Return whether a yes-or-no property is set: there, and not said to be off (ECMA-376 part 1, 17.17.4)."""
    return element is not None and element.get(f"{namespace}val", "true") not in ("false", "0", "off", "none")
