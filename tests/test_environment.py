"""pip and conda install the same: environment.yml repeats pyproject.toml's ranges under conda-forge's names."""

import ast
import copy
import sys
import tomllib
from importlib.metadata import distributions, packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

from tests.lessons import ROOT

# Where conda-forge has another name: its `matplotlib` would bring Qt along.
NAMES = {"torch": "pytorch", "matplotlib": "matplotlib-base"}
# Not what we need ourselves: what installs the rest.
INSTALLERS = {"python", "pip"}

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_conda_installs_what_pip_installs():
    assert disagreements(PYPROJECT, ENVIRONMENT) == []


def test_every_range_has_a_bottom_and_a_top():
    requirements = all_requirements(PYPROJECT)
    assert [str(r) for r in requirements if {s.operator for s in r.specifier} != {">=", "<"}] == []


def test_the_exact_versions_are_in_the_ranges():
    assert outside(PYPROJECT, CONSTRAINTS) == []


def test_the_oldest_python_takes_the_exact_versions():
    (oldest,) = SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert refusing(f"{oldest.version}.0", CONSTRAINTS) == []
    assert "torch" in refusing("2.7.0", CONSTRAINTS)


def test_what_helpers_import_is_declared():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "helpers").rglob("*.py")]
    assert undeclared(PYPROJECT, sources) == set()


def disagreements(pyproject: dict, environment: dict) -> list[str]:
    """How the two files differ; nothing if they agree. Raises where a line does not parse."""
    project = pyproject["project"]
    wanted = {NAMES.get(r.name, r.name): parts(str(r.specifier)) for r in map(Requirement, project["dependencies"])}
    wanted["python"] = parts(project["requires-python"])
    by_pip = next(line["pip"] for line in environment["dependencies"] if isinstance(line, dict))
    given = conda_ranges(environment) | pip_ranges(by_pip)
    if given.pop("pip", set()) != set():
        return ["pip has a range"]
    faults = [] if "-e ." in by_pip else ["helpers are not installed: `-e .` is missing"]
    names = sorted(wanted.keys() | given.keys())
    return faults + [f"{n}: {wanted.get(n)} and {given.get(n)}" for n in names if wanted.get(n) != given.get(n)]


def conda_ranges(environment: dict) -> dict[str, set[str]]:
    """Name -> range of each conda package, parsed as strictly as conda's tools do."""
    specs = [MatchSpec(line, strict=True) for line in environment["dependencies"] if isinstance(line, str)]
    return {spec.name.normalized: parts(str(spec.version or "")) for spec in specs}


def pip_ranges(lines: list[str]) -> dict[str, set[str]]:
    """Name -> range of each package in the pip part, but for the project itself."""
    requirements = [Requirement(line) for line in lines if not line.startswith("-e")]
    return {requirement.name: parts(str(requirement.specifier)) for requirement in requirements}


def parts(specifier: str) -> set[str]:
    """A range as a set, since the order of its parts says nothing."""
    return {part.strip() for part in specifier.split(",") if part.strip()}


def all_requirements(pyproject: dict) -> list[Requirement]:
    """Those of the project and of its extras."""
    project = pyproject["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group]


def outside(pyproject: dict, constraints: str) -> list[str]:
    """The requirements that constraints.txt does not pin inside their range, and what else it should not hold."""
    lines = [line for line in constraints.splitlines() if line and not line.startswith("#")]
    pins = dict(line.split("==") for line in lines)
    faults = [line for line in lines if "+" in line or "/" in line]
    for requirement in all_requirements(pyproject):
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None or pin not in requirement.specifier:
            faults.append(f"{requirement}: pinned to {pin}")
    return faults


def refusing(python: str, constraints: str) -> list[str]:
    """The packages of constraints.txt, as far as they are installed, that do not run on this version of Python."""
    pinned = {line.partition("==")[0] for line in constraints.splitlines()}
    metadata = [found.metadata for found in distributions()]
    ranges = {canonicalize_name(found["Name"]): found["Requires-Python"] or "" for found in metadata}
    return [name for name, versions in ranges.items() if name in pinned and python not in SpecifierSet(versions)]


def undeclared(pyproject: dict, sources: list[str]) -> set[str]:
    """The packages that code imports and the project does not name."""
    declared = {canonicalize_name(Requirement(line).name) for line in pyproject["project"]["dependencies"]}
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    tops = {module.split(".")[0] for module in modules} - sys.stdlib_module_names - {"helpers"}
    owners = packages_distributions()
    return {top for top in tops if not declared & {canonicalize_name(owner) for owner in owners.get(top, [])}}


# The checks themselves: each must be able to fail.


def changed(**changes: str) -> dict:
    """environment.yml with some lines changed: `numpy="numpy >=1"`; an empty line is left out."""
    environment = copy.deepcopy(ENVIRONMENT)
    lines = environment["dependencies"]
    names = {line: line.split(" ")[0] for line in lines if isinstance(line, str)}
    environment["dependencies"] = [
        new for line in lines if (new := changes.get(names[line], line) if isinstance(line, str) else line)
    ]
    return environment


@pytest.mark.parametrize(
    "line",
    ["numpy >=1,<3", "numpy >=2", "numpy", "", "numpy-base >=2,<3"],
)
def test_a_disagreement_is_found(line):
    assert "numpy" in disagreements(PYPROJECT, changed(numpy=line))[0]


def test_a_line_that_conda_cannot_read_is_found():
    with pytest.raises(Exception, match=r"[Ii]nvalid|parse|[Vv]ersion"):
        disagreements(PYPROJECT, changed(numpy="numpy >=2,,<3"))


def test_a_missing_install_of_helpers_is_found():
    environment = changed()
    environment["dependencies"][-1]["pip"].remove("-e .")
    assert "helpers" in disagreements(PYPROJECT, environment)[0]


@pytest.mark.parametrize("pin", ["torch==2.9.0", "torch==2.13.0+cpu", "numpy==2.4.6"])
def test_a_version_outside_its_range_is_found(pin):
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").replace("torch==2.13.0", pin)
    assert any("torch" in fault for fault in outside(PYPROJECT, pins))


def test_an_undeclared_import_is_found():
    assert undeclared(PYPROJECT, ["import torch.nn, yaml\nfrom . import marks\nimport math"]) == {"yaml"}
