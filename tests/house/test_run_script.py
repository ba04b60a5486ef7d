"""`./run` sets up an environment that is never half-made, in any folder, without a home."""

from __future__ import annotations

import configparser
import fcntl
import importlib.machinery
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
ONLY_SYSTEM = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"}


def load_run() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("medskap_run", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("medskap_run", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes_bytecode
    return module


run = load_run()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks set up, in a path with spaces."""
    root = tmp_path / "path with spaces" / "medskap"
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (root / "requirements.lock").write_text("flask==1 \\\n    --hash=sha256:aa\nuv==2 \\\n    --hash=sha256:bb\n")
    (root / "setup.cfg").write_text("[metadata]\nname = medskap\n")
    (root / "pyproject.toml").write_text("[build-system]\n")
    return root


def test_a_finished_environment_is_recognised_without_doing_anything(checkout: Path) -> None:
    run.write_stamp(checkout, run.wanted_stamp(checkout))

    run.prepare(checkout, {})  # would fail in an empty environment if it did anything

    assert run.read_stamp(checkout) == run.wanted_stamp(checkout)


@pytest.mark.parametrize(
    ("changed", "part"),
    [("requirements.lock", "lock"), ("setup.cfg", "project"), ("pyproject.toml", "project")],
)
def test_a_changed_file_makes_its_part_of_the_environment_stale(checkout: Path, changed: str, part: str) -> None:
    before = run.wanted_stamp(checkout)

    (checkout / changed).write_text("something else\n")

    after = run.wanted_stamp(checkout)
    assert {name for name in after if after[name] != before[name]} == {part}


def test_a_moved_checkout_is_made_anew(checkout: Path) -> None:
    moved = checkout.with_name("elsewhere")
    shutil.copytree(checkout, moved, symlinks=True)

    assert run.wanted_stamp(moved)["base"] != run.wanted_stamp(checkout)["base"]


def test_an_environment_whose_python_is_gone_counts_as_none(checkout: Path) -> None:
    run.write_stamp(checkout, run.wanted_stamp(checkout))

    (checkout / ".venv" / "bin" / "python").unlink()

    assert run.read_stamp(checkout) == {}


def test_an_environment_without_its_stamp_is_thrown_away(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_over = checkout / ".venv" / "half-installed"
    left_over.write_text("")
    commands: list[list[str]] = []

    def pretend(command: list[str], _environment: object) -> int:
        commands.append(command)
        (checkout / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        if "venv" in command:
            (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
        return 0

    monkeypatch.setattr(run, "call", pretend)
    run.prepare(checkout, {"HOME": str(checkout / ".cache" / "home"), "PATH": ""})

    assert not left_over.exists()
    assert commands[0][:3] == [sys.executable, "-m", "venv"]
    assert run.read_stamp(checkout) == run.wanted_stamp(checkout)


def test_a_failed_setup_leaves_no_stamp(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run.write_stamp(checkout, {**run.wanted_stamp(checkout), "lock": "older"})
    monkeypatch.setattr(run, "call", lambda *_: 1)

    with pytest.raises(run.SetupError, match="network"):
        run.prepare(checkout, {"HOME": str(checkout), "PATH": ""})

    assert run.read_stamp(checkout) == {}


def test_caches_lie_in_the_checkout_and_a_missing_home_is_replaced(checkout: Path) -> None:
    result = run.surroundings(checkout, {**ONLY_SYSTEM, "PYTHONPATH": "/elsewhere", "PYTHONHOME": "/else"})

    for name in ("HOME", "UV_CACHE_DIR", "PIP_CACHE_DIR", "MPLCONFIGDIR", "PLAYWRIGHT_BROWSERS_PATH"):
        assert Path(result[name]).is_relative_to(checkout / ".cache"), name
    assert "PYTHONPATH" not in result
    assert "PYTHONHOME" not in result


def test_what_the_user_has_set_wins(checkout: Path) -> None:
    result = run.surroundings(checkout, {"HOME": str(checkout), "UV_CACHE_DIR": "/mine", "PIP_CERT": "/own.pem"})

    assert result["HOME"] == str(checkout)
    assert result["UV_CACHE_DIR"] == "/mine"
    assert result["PIP_CERT"] == "/own.pem"


def test_a_second_start_says_that_it_waits_and_then_goes_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "setup.lock"
    entered = threading.Event()

    def second() -> None:
        with run.one_at_a_time(file):
            entered.set()

    with file.open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        waiting = threading.Thread(target=second)
        waiting.start()
        assert not entered.wait(0.3)
    waiting.join(timeout=10)

    assert entered.is_set()
    assert "waiting" in capfd.readouterr().err


def test_one_package_of_the_lock_is_found_with_its_hashes() -> None:
    text = "".join(f"{pin} \\\n    --hash=sha256:{pin[-1]}\n" for pin in ("uvicorn==1", "uv==2", "zz==3"))

    assert run.lock_block(text, "uv") == "uv==2 \\\n    --hash=sha256:2\n"
    with pytest.raises(KeyError):
        run.lock_block(text, "absent")


if sys.platform == "linux":  # only Linux can be asked for it

    def test_children_die_with_their_parent() -> None:
        parent = (
            "import os, runpy, subprocess, sys;"
            "ask = runpy.run_path(sys.argv[1])['die_with_parent'];"
            "child = subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL, preexec_fn=ask);"
            "print(child.pid, flush=True);"
            "os.kill(os.getpid(), 9)"
        )
        killed = subprocess.run(
            [sys.executable, "-B", "-c", parent, str(ROOT / "run")],
            capture_output=True,
            text=True,
            check=False,
        )

        child = int(killed.stdout)
        for _ in range(50):
            if not is_running(child):
                return
            time.sleep(0.1)
        pytest.fail("the child outlived its parent")


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def pretended_tests(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """`./run test` in a checkout where pytest only leaves its report and its exit code."""

    def outcome(*, code: int, skipped: int = 0, browser: str | None = "/usr/bin/chromium") -> int:
        def leave_report(command: list[str], *_: object, **__: object) -> int:
            report = next(word.split("=", 1)[1] for word in command if word.startswith("--junitxml="))
            Path(report).parent.mkdir(parents=True, exist_ok=True)
            Path(report).write_text(f'<testsuites><testsuite skipped="{skipped}"/></testsuites>')
            return code

        monkeypatch.setattr(run, "ROOT", checkout)
        monkeypatch.setattr(run, "call", leave_report)
        monkeypatch.setattr(run, "provide_browser", lambda _: browser)
        answer: int = run.test([], {})
        return answer

    return outcome


def test_all_green_is_zero(pretended_tests: Callable[..., int]) -> None:
    assert pretended_tests(code=0) == 0


def test_without_a_browser_green_is_three_and_says_so(
    pretended_tests: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert pretended_tests(code=0, browser=None) == 3
    assert "NOT RUN: browser" in capsys.readouterr().out.splitlines()


def test_a_skipped_test_is_not_green(pretended_tests: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert pretended_tests(code=0, skipped=2) == 3
    assert "NOT RUN: 2 skipped" in capsys.readouterr().out.splitlines()


def test_a_failure_stays_a_failure_without_a_browser(pretended_tests: Callable[..., int]) -> None:
    assert pretended_tests(code=1, browser=None) == 1


def test_one_failed_check_does_not_stop_the_others_and_is_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "ROOT", checkout)
    monkeypatch.setattr(run, "call", lambda command, *_, **__: 1 if "mypy" in command else 0)

    assert run.check([], {}) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == ["== catalogues", "check: failed: types"]


def test_a_python_without_ensurepip_says_which_package_to_install(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "has_module", lambda _: False)

    with pytest.raises(run.SetupError, match=r"apt install python3\.\d+-venv"):
        run.prepare(checkout, {"HOME": str(checkout), "PATH": ""})


def test_an_unknown_word_is_wrong_usage_and_says_what_there_is() -> None:
    answer = start(ROOT, "tset")

    assert answer.returncode == 2
    assert "“tset”" in answer.stderr
    assert "./run test" in answer.stderr
    assert answer.stdout == ""


def test_help_needs_no_environment(tmp_path: Path) -> None:
    shutil.copy(ROOT / "run", tmp_path / "run")

    answer = start(tmp_path, "--help")

    assert answer.returncode == 0
    assert "./run check" in answer.stdout
    assert not (tmp_path / ".venv").exists()


def start(root: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Start the script of `root` from elsewhere, with nothing but the system around it."""
    return subprocess.run(
        [sys.executable, str(root / "run"), *arguments],
        cwd="/",
        env={**ONLY_SYSTEM, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


# --- the lock ----------------------------------------------------------------------------------------


def pinned_names() -> set[str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==", text, flags=re.MULTILINE))


def test_every_requirement_of_the_setup_is_in_the_lock() -> None:
    wanted = run.lock_sources((ROOT / "setup.cfg").read_text(encoding="utf-8"))

    names = {re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in wanted}

    assert names - pinned_names() == set(), "not in requirements.lock: run ./run lock"


def test_every_pin_has_hashes_and_no_address_is_named() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    for name in pinned_names():
        assert "--hash=sha256:" in run.lock_block(text, name), name
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_environment_itself_needs_nothing_but_the_lock() -> None:
    setup = configparser.ConfigParser(interpolation=None)
    setup.read(ROOT / "setup.cfg")

    for name in ("setuptools", "uv"):
        assert name in setup["options.extras_require"]["environment"]
        assert name in pinned_names()


# --- the whole of it ---------------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """Just enough of the tree to be set up, in a path with spaces; the packages come from the cache here."""
    root = tmp_path / "path with spaces" / "medskap"
    root.mkdir(parents=True)
    for name in ("run", "setup.cfg", "pyproject.toml", "requirements.lock", "README.md"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, root / name)
    for name in ("appraisal", "surveys", "workplace", "measures", "templates", "static"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    yield root
    shutil.rmtree(root)


def test_a_clone_is_set_up_in_a_path_with_spaces_and_without_a_home(clone: Path) -> None:
    programs = clone.parent / "programs"
    programs.mkdir()
    (programs / "uv").symlink_to(ROOT / ".venv" / "bin" / "uv")
    cache = os.environ.get("UV_CACHE_DIR", str(ROOT / ".cache" / "uv"))

    first = start(clone, "setup", UV_CACHE_DIR=cache, PATH=f"{programs}:{ONLY_SYSTEM['PATH']}")
    assert first.returncode == 0, first.stderr
    assert first.stdout == ""
    python = clone / ".venv" / "bin" / "python"
    found = subprocess.run(
        [python, "-P", "-c", "import appraisal, measures; print(appraisal.__file__)"],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == str(clone / "appraisal" / "__init__.py")

    second = start(clone, "setup", UV_OFFLINE="1", PIP_NO_INDEX="1")
    assert second.returncode == 0
    assert second.stderr == ""
