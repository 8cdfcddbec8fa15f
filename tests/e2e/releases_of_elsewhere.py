"""Releases for the ministry of the end-to-end tests; every person and sentence is invented."""

from datetime import UTC, datetime, timedelta

from tests.fakes.ministry import Release


def older(number: int = 1) -> Release:
    return Release(
        slug=f"harbour-lights-{number}",
        title=f"Harbour lights renewed in the Port of Elsewhere, stage {number}",
        summary="The works were completed on time.",
        paragraphs=(
            "The harbour lights in the Port of Elsewhere have been renewed.",
            "The works took three weeks and were completed on time.",
        ),
        published_at=datetime.now(UTC) - timedelta(days=2, hours=number),
    )


def north_america() -> Release:
    """A visit of two stops, a pledge restated and one delivered, and topics that are neither."""
    return Release(
        slug="foreign-secretary-visits-washington-and-toronto",
        title="Foreign Secretary visits Washington and Toronto",
        summary="Eleanor Whitcombe begins a visit to the United States and Canada.",
        paragraphs=(
            "British Foreign Secretary Eleanor Whitcombe began a visit to North America today to "
            "strengthen security and trade with the United States and Canada.",
            "Whitcombe will hold talks with US Secretary of State Daniel Hargrove in Washington "
            "and Canadian Minister of Foreign Affairs Claire Beaulieu in Toronto, with support "
            "for Ukraine at the top of the agenda.",
            "The UK has already committed to match or exceed last year's funding for military aid "
            "to Ukraine, with £1.9bn in military support already provided in the past year.",
            "The Foreign Secretary will also raise the situation in Iran with her counterparts. "
            "The UK recently imposed sanctions on four Iranian officials.",
            "In Canada, Whitcombe and Beaulieu will discuss closer coordination on sanctions and "
            "progress towards a free trade agreement.",
        ),
    )
