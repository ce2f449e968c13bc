"""The files under deploy: what they name exists, what they set is understood, and their programs read them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.serving.listening import NOTIFIED, PAGES
from bot.settings import Settings, problems
from storage import urls

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "systemd" / "kotra-assistant@.service"
CONTAINERS = DEPLOY / "containers"
COMPOSE = CONTAINERS / "compose.yaml"
EXAMPLE = DEPLOY / "assistant.env.example"
PROXY = {"SITE": "bot.example.kr", "WEBHOOK_PATH": "/telegram", "WORKERS": "worker-1:8000 worker-2:8000"}

_ASSIGNED = re.compile(r"^#?([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def settings_read() -> set[str]:
    """The names that the program reads from its environment."""
    code = "".join(text(ROOT / "bot" / name) for name in ("settings.py", "outside.py", "serving/listening.py"))
    return set(re.findall(r'"([A-Z][A-Z_]{3,})"', code))


def test_every_setting_of_the_example_is_one_that_is_read() -> None:
    named = {name for name, _ in _ASSIGNED.findall(text(EXAMPLE))}
    assert named <= settings_read()
    assert {"TELEGRAM_BOT_TOKEN", "DATABASE_URL", "DATA_KEY", "WEBHOOK_URL", "WEBHOOK_SECRET"} <= named


def test_the_example_filled_in_is_without_fault(tmp_path: Path) -> None:
    filled = {name: value for name, value in _ASSIGNED.findall(text(EXAMPLE)) if value}
    filled |= {"TELEGRAM_BOT_TOKEN": "123456789:" + "A" * 35, "DATA_KEY": "k" * 32, "WEBHOOK_SECRET": "s" * 32}
    settings = Settings.load(tmp_path, filled | {"LISTEN": "127.0.0.1:8001"})
    assert problems(settings, "run") == []
    assert urls.hosts_of(urls.parse(settings.database_url)) == "db1.example.kr:5432,db2.example.kr:5432"


def test_the_example_says_what_is_still_to_be_filled_in(tmp_path: Path) -> None:
    empty = Settings.load(tmp_path, {name: value for name, value in _ASSIGNED.findall(text(EXAMPLE)) if value})
    assert [line.split()[0] for line in problems(empty, "run")] == ["TELEGRAM_BOT_TOKEN", "WEBHOOK_SECRET"]


def test_the_unit_starts_what_is_there_with_settings_that_are_read() -> None:
    unit = text(UNIT)
    assert "ExecStart=/srv/kotra-assistant/.venv/bin/python main.py run\n" in unit
    assert (ROOT / "main.py").exists()
    assert set(re.findall(r"^Environment=(\w+)=", unit, re.MULTILINE)) == {"LISTEN"} <= settings_read()
    # Marks and leases are written after what is in hand has had its time.
    stop = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert stop is not None
    assert int(stop[1]) > 15


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    python = shutil.which("true")
    started = re.sub(r"^ExecStart=\S+", f"ExecStart={python}", text(UNIT), flags=re.MULTILINE)
    copy = tmp_path / "kotra-assistant@8001.service"
    copy.write_text(started, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert (done.returncode, "kotra-assistant" in done.stderr) == (0, False), done.stderr


def test_the_image_holds_the_rooms_and_nothing_of_the_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", text(CONTAINERS / "Containerfile"), re.MULTILINE)
    assert "." not in copied
    rooms = {"main.py", "membership", "storage", "conversations", "gateways", "bot", "playground", "cli"}
    assert set(copied) == rooms | {"requirements.lock"}
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_leaves_out_what_only_tests_and_checks_need() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    only_here = {re.split(r"[>=<\[]", line)[0] for line in project["optional-dependencies"]["dev"]}
    removed = re.search(r"pip uninstall --yes \\\n +(.+)", text(CONTAINERS / "Containerfile"))
    assert removed is not None
    assert set(removed[1].split()) == only_here


def test_compose_has_two_workers_behind_the_proxy() -> None:
    compose = text(COMPOSE)
    services = re.findall(r"^  ([a-z0-9-]+):", compose.split("\nservices:\n")[1].split("\nvolumes:\n")[0], re.MULTILINE)
    assert services == ["database", "worker-1", "worker-2", "proxy"]
    assert compose.count("*worker") == 2
    assert f"WORKERS: {PROXY['WORKERS']}" in compose
    given = compose.split("x-worker: &worker")[1].split("services:")[0]
    named = set(re.findall(r"^    ([A-Z_]+): ", given, re.MULTILINE))
    assert named == {"DATABASE_URL", "WEBHOOK_URL", "PUBLIC_URL", "LISTEN"} <= settings_read()
    for path in ("../..", "./Caddyfile"):
        assert (CONTAINERS / path).exists()
    assert (CONTAINERS / "../.." / "deploy/containers/Containerfile").exists()


@pytest.mark.skipif(shutil.which("docker") is None, reason="docker is not installed")
def test_docker_reads_the_compose_file(tmp_path: Path) -> None:
    known = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if known.returncode != 0:
        pytest.skip("docker compose is not installed")
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    folder = tmp_path / "deploy" / "containers"
    shutil.copyfile(EXAMPLE, folder / "assistant.env")
    command = ["docker", "compose", "--file", str(folder / "compose.yaml"), "config", "--quiet"]
    subprocess.run(command, env={"POSTGRES_PASSWORD": "p", "SITE": "bot.example.kr", "PATH": "/usr/bin"}, check=True)


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
def test_caddy_reads_its_file(tmp_path: Path) -> None:
    command = ["caddy", "validate", "--config", str(CONTAINERS / "Caddyfile"), "--adapter", "caddyfile"]
    environment = PROXY | {"PATH": "/usr/bin:/usr/local/bin", "HOME": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_reads_its_file(tmp_path: Path) -> None:
    plain = re.sub(r"^ +ssl_.*\n", "", text(DEPLOY / "nginx.conf"), flags=re.MULTILINE)
    here = plain.replace("listen 443 ssl;", f"listen unix:{tmp_path}/socket;").replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{here}\n}}\n", encoding="utf-8")
    command = ["nginx", "-t", "-c", str(whole), "-e", str(tmp_path / "errors")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("proxy", [CONTAINERS / "Caddyfile", DEPLOY / "nginx.conf"], ids=lambda path: path.name)
def test_a_proxy_lets_through_the_webhook_and_the_pages_alone(proxy: Path) -> None:
    found = text(proxy)
    for path in (PAGES, NOTIFIED):
        assert re.search(rf"^\s*(@pages path|location( =)?) .*{path}\b", found, re.MULTILINE)
    assert "404" in found
    assert "/metrics" in found  # said, not served
    assert not re.search(r"^\s*(handle|location =?) /(metrics|healthz|readyz)", found, re.MULTILINE)
    # The environment's names are what compose sets.
    assert set(re.findall(r"\{\$([A-Z_]+)\}", found)) in (set(), set(PROXY))
