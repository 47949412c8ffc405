"""The list of what is counted, so that nothing about a reader can be added without this test being changed."""

from __future__ import annotations

from service.metrics.measures import MEASURES


def test_these_are_all_the_figures_and_all_their_labels_and_none_is_about_a_reader() -> None:
    assert {measure.name: measure.labels for measure in MEASURES} == {
        "lectern_requests": ("route", "status"),
        "lectern_request_seconds": ("route",),
        "lectern_renders": ("outcome",),
        "lectern_queued": (),
        "lectern_engine_restarts": ("why",),
        "lectern_clips": ("source",),
        "lectern_audio": ("found",),
        "lectern_missing": (),
        "lectern_phone_missing": (),
        "lectern_phone_webhook": ("what",),
        "lectern_phone_try_faults": (),
    }


def test_every_figure_says_what_it_is() -> None:
    assert all(measure.help.endswith(".") for measure in MEASURES)
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
