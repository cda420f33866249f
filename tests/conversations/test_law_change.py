"""The law files change under an open incident: the bot is put together twice, with two versions of the law."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions import laws
from bot.actions.work import Library, Work
from bot.documents.incident_documents import notice_drafter
from bot.law.model import Duty, Law
from bot.law.periods import Period
from bot.store.engine import reading, writing
from bot.store.tables import Incident, LawVersion
from bot.timers.replanning import Replanner
from tests import shipped
from tests.conversations.script import Play
from tests.conversations.stage import Stage, hours, on_stage

GDPR = "eu-gdpr-33-1-authority"


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped.library()


def changed(library: Library) -> Library:
    """The same library a day later: 96 hours instead of 72, and a duty that was not there."""

    def later(duty: Duty) -> Duty:
        return duty.model_copy(update={"due": duty.due.model_copy(update={"within": Period.parse("96 hours")})})

    law = library.law
    moved = [later(duty) if duty.id == GDPR else duty for duty in law.duties]
    twin = law.versions(GDPR)[0].model_copy(update={"id": "eu-new-register", "title": "Tell the new register"})
    kept = [duty for duty in moved if duty.id != "uk-gdpr-33-1-ico"]
    return replace(library, law=Law(hash="f" * 64, vocabulary=law.vocabulary, places=law.places, duties=(*kept, twin)))


def played(stage: Stage, *lines: str) -> None:
    play = Play(stage)
    for line in lines:
        play._do(line)
    assert not stage.control.complaints()


def swept(stage: Stage) -> None:
    Replanner(stage.bot.engine, stage.bot.timers._begin, stage.now(), timedelta(0)).round(stage.now())
    stage.settle()


def opened(stage: Stage) -> None:
    played(
        stage,
        "lead in #general: /breach open CRM export seen in the audit log",
        "lead: /breach facts aware_at 2 Mar 2026 08:00",
        "lead: /breach facts people DE 1200, GB 20",
        "dpo: /breach law",
        'dpo sees "This is the latest version."',
    )


def test_what_would_change_is_shown_once_and_taken_over_by_name(tmp_path: Path, library: Library) -> None:
    with on_stage(tmp_path) as stage:
        opened(stage)
        began, old = stage.now(), stage.incident.law_hash
    with on_stage(tmp_path, began + hours(24), changed(library)) as stage:
        new = stage.bot.library.law.hash
        swept(stage)
        swept(stage)
        assert stage.incident.law_hash == old
        played(
            stage,
            'everyone sees "What would change for this incident"',
            'everyone sees "*Tell the new register* · GDPR, Regulation (EU) 2016/679: now owed"',
            'everyone sees "*Notify the supervisory authority* · GDPR, Regulation (EU) 2016/679 "',
            'everyone sees "· GDPR, Regulation (EU) 2016/679: due later"',
            'everyone sees "*Notify the Information Commissioner*"',
            'everyone sees "removed from the law"',
            "crm: /breach law",
            'crm sees "A newer version is available"',
            f"crm clicks law.take {new}",
            'crm sees "This is for the DPO, privacy counsel or incident lead."',
            f"dpo clicks law.take {new}",
            'dpo sees "Moved to the newer version"',
            'everyone sees "moved to the newer version"',
            'everyone sees "Because of newer law files, adopted"',
            "dpo: /breach clocks",
            'dpo sees "Tell the new register"',
            "dpo: /breach law",
            'dpo sees "This is the latest version."',
            f'report says "switched from law version {old[:12]} to {new[:12]}"',
        )
        assert stage.incident.law_hash == new
        assert [one.differences for one in stage.verified()] == [[]]
        cards = [one for one in stage.control.posted() if "law files changed" in one["text"]]
        assert len(cards) == 1


def test_a_kept_law_stays_and_is_not_shown_again(tmp_path: Path, library: Library) -> None:
    with on_stage(tmp_path) as stage:
        opened(stage)
        began, old = stage.now(), stage.incident.law_hash
    with on_stage(tmp_path, began + hours(24), changed(library)) as stage:
        swept(stage)
        played(
            stage,
            f"lead clicks law.keep {stage.bot.library.law.hash}",
            'lead sees "Kept the current version."',
            'everyone sees "kept the current version"',
        )
        swept(stage)
        assert stage.incident.law_hash == old
        played(stage, "dpo: /breach why eu-new-register", 'dpo sees "There is no duty"')
        assert len([one for one in stage.control.posted() if "law files changed" in one["text"]]) == 1


def test_what_was_met_under_a_duty_that_is_gone_stays_in_the_list(tmp_path: Path, library: Library) -> None:
    with on_stage(tmp_path) as stage:
        opened(stage)
        met = "dpo: /breach met uk-gdpr-33-1-ico ref ICO-7 at today 08:30 because our law firm filed it"
        played(stage, met, 'dpo sees "Reference ICO-7"')
        began = stage.now()
    with on_stage(tmp_path, began + hours(24), changed(library)) as stage:
        swept(stage)
        played(
            stage,
            f"dpo clicks law.take {stage.bot.library.law.hash}",
            'everyone sees "on current facts it isn\'t required"',
            "dpo: /breach clocks",
            'dpo sees "reference ICO-7"',
            "dpo clicks clock.confirm uk-gdpr-33-1-ico",
            'dpo sees "decision kept. Your name is recorded."',
        )
        assert [one.differences for one in stage.verified()] == [[]]


def test_where_nothing_would_change_no_one_is_woken_up(tmp_path: Path, library: Library) -> None:
    law = library.law
    same = Law(hash="e" * 64, vocabulary=law.vocabulary, places=law.places, duties=law.duties)
    with on_stage(tmp_path) as stage:
        opened(stage)
        began = stage.now()
    with on_stage(tmp_path, began + hours(24), replace(library, law=same)) as stage:
        swept(stage)
        played(stage, "dpo: /breach law", 'dpo sees "Nothing would change for this incident."')
        assert not [one for one in stage.control.posted() if "law files changed" in one["text"]]


def test_a_process_with_older_files_offers_nothing(tmp_path: Path, library: Library) -> None:
    with on_stage(tmp_path, library=changed(library)) as stage:
        opened(stage)
        older = replace(stage.bot.library, law=library.law)
        with writing(stage.bot.engine) as session:
            session.add(LawVersion(hash=library.law.hash, law=library.law, seen_at=stage.now() - hours(1)))
        with reading(stage.bot.engine) as session:
            work = Work(session, stage.now(), "UDPO00001", older, notice_drafter(older), lambda: "salt")
            assert laws.show_law(work, session.get_one(Incident, stage.incident.id)).newer == ""
