"""The rule of the doors for import-linter: of another app only what it offers may be imported."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """`apps` see of each other only the modules named in `doors`; the ground floor is open to all of them."""

    apps = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        apps: list[str] = list(self.apps)
        found = sorted(
            (importer, imported)
            for importer in graph.modules
            if _app(importer) in apps
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._breaks(importer, imported, apps)
        )
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        metadata: dict[str, Any] = check.metadata
        for importer, imported in metadata["found"]:
            output.print_error(f"{importer} imports {imported}, which is not a door of {_app(imported)}")

    def _breaks(self, importer: str, imported: str, apps: list[str]) -> bool:
        if _app(imported) not in apps or _app(importer) == _app(imported):
            return False
        part = imported.split(".")[1:2]
        return not part or part[0] not in list(self.doors)


def _app(module: str) -> str:
    return module.split(".")[0]
