"""`s2spec coverage --json` writes what its published schema says, each requirement once.

usage: check_coverage_schema.py S2SPEC SOURCES; exit status 77 (skipped) without python3-jsonschema.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError:
    sys.exit(77)

program, sources = sys.argv[1], pathlib.Path(sys.argv[2])
schema = json.loads((sources / "harness/coverage/coverage.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
with tempfile.TemporaryDirectory() as folder:
    written = pathlib.Path(folder, "coverage.json")
    subprocess.run([program, "coverage", "--scenarios", sources / "scenarios", "--json", written,
                    "methods"], check=True, stdout=subprocess.DEVNULL)
    report = json.loads(written.read_text())
jsonschema.Draft202012Validator(schema).validate(report)

catalogue = [entry["id"] for file in (sources / "scenarios/requirements").glob("*.yaml")
             for entry in yaml.safe_load(file.read_text())]
reported = [entry["id"] for entry in report["requirements"]]
sys.exit(0 if sorted(catalogue) == sorted(reported) else "not every requirement is there once")
