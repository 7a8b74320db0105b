"""The protocol file: YAML without its surprises.

What is read is what is written, and the same protocol is always written the same way.
"""

from treatments.yaml_form.reading import BadYaml, Fault, Page, read, read_file
from treatments.yaml_form.writing import write

__all__ = ["BadYaml", "Fault", "Page", "read", "read_file", "write"]
