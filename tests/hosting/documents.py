"""`python -m tests.hosting.documents` writes what is made of templates: the units of deploy/, a policy and terms."""

from __future__ import annotations

from pathlib import Path

from bot.hosting import STANDARD, Host, privacy_policy, terms, unit_files

ROOT = Path(__file__).parent.parent.parent


def documents() -> dict[Path, str]:
    """Give what each file has to hold."""
    units = {ROOT / "deploy" / name: text for name, text in unit_files(STANDARD).items()}
    return {**units, ROOT / "docs" / "policy.md": privacy_policy(Host()), ROOT / "docs" / "terms.md": terms(Host())}


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
