"""The published schema accepts every scenario and every good sample, and refuses every bad one.

usage: check_schema.py SCENARIOS SAMPLES; exit status 77 (skipped) without python3-jsonschema.
"""
import json
import pathlib
import sys

try:
    import jsonschema
    import yaml
except ImportError:
    sys.exit(77)

scenarios, samples = map(pathlib.Path, sys.argv[1:3])
schema = json.loads((scenarios / "schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
data = {"matrix/negotiation-settings.yaml"}


def is_scenario(path):
    name = path.relative_to(scenarios).as_posix()
    return not name.startswith("requirements/") and name not in data


good = [p for p in scenarios.rglob("*.yaml") if is_scenario(p)] + list((samples / "good").glob("*"))
bad = list((samples / "bad").glob("*"))
failures = [f"{p} is refused: {e.json_path}: {e.message}"
            for p in good for e in validator.iter_errors(yaml.safe_load(p.read_text()))]
failures += [f"{p} is accepted" for p in bad if validator.is_valid(yaml.safe_load(p.read_text()))]
print("\n".join(failures) or f"{len(good)} accepted, {len(bad)} refused")
sys.exit(1 if failures or not good or not bad else 0)
