"""Runs every benchmark that has a table: ``python -m benchmarks [NAME…]``."""

import importlib
import pkgutil
import sys

import benchmarks

HELPERS = {
    "__main__",
    "fitting",
    "matching_speed",
    "meanings_load",
    "peers",
    "questions",
    "remembered",
    "tune",
    "tune_semantic",
    "booking_load",
    "draining_bare",
    "draining_instant",
    "wechat_echo",
    "wechat_load",
}


def main(wanted: list[str]) -> int:
    """Run the named benchmarks, or all; 1 when one of them fails."""
    names = wanted or [
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in HELPERS
    ]
    failed = False
    for name in names:
        print(f"== {name}", flush=True)
        sys.argv = [name]
        try:
            importlib.import_module(f"benchmarks.{name}").main()
        except Exception as error:  # noqa: BLE001  one benchmark that cannot run must not hide the others
            failed = True
            print(f"{name}: {type(error).__name__}: {error}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
