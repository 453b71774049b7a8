"""The Kolla configuration diff by the driver, side by side with the same diff by Ansible as it is.

Both use the same Python environments, of the user's cache, and render both revisions of the demonstration's merge request. Cold:
nothing but these environments is there. Warm: the base was rendered before, as it is for the second push to a merge request. The
merge request changes one override, a variable that every play may read, a password and a service; its first commit the override alone.
"""

import os
import pathlib
import shutil
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
BRANCH = "raise-nova-workers"
OVERRIDE = BRANCH + "~3"


def cache(scratch, name):
    """An empty cache that has the user's Python environments."""
    directory = pathlib.Path(scratch, name)
    shutil.rmtree(directory, ignore_errors=True)
    (directory / "slipway").mkdir(parents=True)
    home = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    (home / "slipway" / "venvs").mkdir(parents=True, exist_ok=True)
    (directory / "slipway" / "venvs").symlink_to(home / "slipway" / "venvs")
    return directory


def bench(slipway, scratch, environment, measure, target, targets):
    """Prints the figures of one environment; `targets` are ratios: cold CPU, cold wall, warm wall."""
    repository = pathlib.Path(scratch, "demo-" + environment)
    subprocess.run([TOP / "runner/lab/kolla/make-demo-repository.sh", repository], check=True, stdout=subprocess.DEVNULL)

    def diff(directory, engine="driver", head=BRANCH):
        variables = dict(os.environ, XDG_CACHE_HOME=str(directory), KAYOBE_VAULT_PASSWORD="slipway-demo")
        return measure(
            [slipway, "kolla", "diff", "--base", "main", "--head", head, "--environment", environment, "--engine", engine, "--stat"],
            repository, variables)

    # Installs what is missing, and has the system read the programs once.
    diff(cache(scratch, "first"), head="main")
    sides = {"stock engine, both revisions": diff(cache(scratch, "stock"), engine="stock")}
    sides["driver, cold"] = diff(cache(scratch, "cold"))
    warm = cache(scratch, "warm")
    diff(warm, head="main")
    sides["driver, base in the cache"] = diff(warm)
    sides["driver, both in the cache"] = diff(warm)
    warm = cache(scratch, "override")
    diff(warm, head="main")
    sides["one override, base in the cache"] = diff(warm, head=OVERRIDE)
    variables = dict(os.environ, XDG_CACHE_HOME=str(warm))
    sides["slipway kayobe affected"] = measure(
        [slipway, "kayobe", "affected", "--base", "main", "--head", BRANCH], repository, variables)
    print(f"\nKolla configuration diff of {environment}, one run each")
    for name, sample in sides.items():
        print(f"  {name:<34} {sample.cpu:8.2f} CPU s  {sample.wall:7.2f} s wall  {sample.memory:6.1f} MB in the largest process")
    stock, cold, again = (sides[name] for name in ("stock engine, both revisions", "driver, cold", "driver, base in the cache"))
    override = sides["one override, base in the cache"]
    for name, value, least in (
            ("cold, CPU", stock.cpu / cold.cpu, targets[0]), ("cold, wall", stock.wall / cold.wall, targets[1]),
            ("base in the cache, wall", stock.wall / again.wall, targets[2]),
            ("one override, base in the cache, wall", stock.wall / override.wall, targets[2])):
        print(f"  -> {name}: {value:.1f} times less than stock (target: {least:g}{'' if value >= least else ', NOT MET'})")
    target("first answer", sides["slipway kayobe affected"].wall, 1, "s")
    if environment == "ci-aio":
        target("one service's override, base in the cache", override.wall, 10, "s")
