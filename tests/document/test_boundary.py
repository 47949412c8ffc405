"""What a link, a path or an odd file within the content could make the program read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.document.boundary import check_boundary
from service.errors import ContentError

from .files import ENTRY, get_faults, write

FILES = ("care.md", "pages/about.md", "helplines.toml", "language.toml", "lexicon.pls", "images/leaf.svg")
SECRET = "root:x:0:0:the operator's own"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "secret.md").write_text(SECRET)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "secret.md").write_text(SECRET)
    return write(tmp_path / "content", {"en/hope.md": ENTRY, "en/images/tree.svg": "<svg/>", "en/pages/.keep": ""})


def get_fault(content: Path) -> str:
    with pytest.raises(ContentError) as caught:
        check_boundary(content)
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("target", ["../../secret.md", "../../../secret.md", "{folder}/secret.md", "/etc/hostname"])
def test_no_link_of_any_kind_of_file_leads_out(content: Path, name: str, target: str) -> None:
    (content / "en" / name).symlink_to(target.format(folder=content.parent))
    assert f"content/en/{name}: F016 The link leads" in get_fault(content)


@pytest.mark.parametrize("name", ["es", "en/more", "en/pages/more"])
def test_no_folder_leads_out(content: Path, name: str) -> None:
    (content / name).symlink_to(content.parent / "folder")
    assert f"content/{name}: F016 The link leads out of the content folder." in get_fault(content)


def test_no_link_leads_out_by_way_of_another(content: Path) -> None:
    (content / "en" / "a.md").symlink_to("b.md")
    (content / "en" / "b.md").symlink_to("../../secret.md")
    assert get_fault(content).count("leads out") == 2


def test_a_link_in_a_circle_leads_nowhere(content: Path) -> None:
    (content / "en" / "a.md").symlink_to("a.md")
    assert "content/en/a.md: F016 The link leads nowhere." in get_fault(content)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(content: Path) -> None:
    os.mkfifo(content / "en" / "care.md")
    assert "content/en/care.md: F016 It is neither a file nor a folder." in get_fault(content)


def test_links_within_the_content_and_a_content_folder_that_is_one_are_fine(content: Path, tmp_path: Path) -> None:
    """As Kubernetes mounts a folder: `..data` is a link to the present version, and every file a link into it."""
    (content / "en" / "care.md").symlink_to("hope.md")
    (tmp_path / "mounted").symlink_to(content)
    check_boundary(content)
    check_boundary(tmp_path / "mounted")


def test_no_content_is_no_fault_here(tmp_path: Path) -> None:
    check_boundary(tmp_path / "nothing")


@pytest.mark.parametrize(
    "file", ["../secret.svg", "/etc/hostname.svg", "..\\secret.svg", "%2e%2e/secret.svg", "a/../b.svg"]
)
def test_no_image_is_named_by_a_path(tmp_path: Path, file: str) -> None:
    (tmp_path / "secret.svg").write_text("<svg/>")
    entry = ENTRY + f"\n![A tree.](<{file}>)\n"
    assert [code for _, _, code in get_faults(tmp_path, {"en/hope.md": entry})] == ["D013"]


@pytest.mark.parametrize("slug", ["../../secret", "/etc/passwd", "..", "a/b"])
def test_no_related_entry_is_a_path(tmp_path: Path, slug: str) -> None:
    entry = ENTRY.replace("related = []", f'related = ["{slug}"]')
    assert [code for _, _, code in get_faults(tmp_path, {"en/hope.md": entry})] == ["F007"]
