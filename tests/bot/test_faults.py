"""Promises of the real process when Discord refuses, fails or is away, and when it is told to stop."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest

from tests.fakes import happenings
from tests.fakes.discord_server import TOKEN, FakeDiscord, Fault
from tests.fakes.running import RunningBot, running_bot

QUESTION = "who leads the SDF political wing?"
ANSWER = "**Ilham Ahmed** leads the political wing of the SDF"
EDITED, POSTED, CALLED = "/messages/@original$", "/messages$", "/callback$"
VIA = {"Via": "1.1 google"}
LIMITED = {"message": "You are being rate limited.", "retry_after": 0.3, "global": False}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, LIMITED, VIA),
        Fault(429, LIMITED),
        Fault(500, {}),
        Fault(502, {}),
        Fault(503, {}),
    ],
    ids=["limited", "limited at the edge", "500", "502", "503"],
)
@pytest.mark.parametrize("surface", ["acknowledgement", "command", "mention"])
async def test_a_fault_of_discord_delays_an_answer_and_does_not_lose_it(
    discord: FakeDiscord, bot: RunningBot, surface: str, fault: Fault
) -> None:
    """Each kind of fault on the acknowledgement and on the message of each surface."""
    method, path = ("POST", POSTED) if surface == "mention" else ("PATCH", EDITED)
    discord.fail(*(("POST", CALLED) if surface == "acknowledgement" else (method, path)), fault)
    if surface == "mention":
        await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    else:
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
    assert ANSWER in await discord.text(method, path)


async def test_an_answer_whose_receipt_is_lost_is_sent_again_under_the_same_number(
    discord: FakeDiscord, bot: RunningBot
) -> None:
    """Discord took it and failed: the nonce is the same, so people see it once."""
    discord.fail("POST", POSTED, Fault(502, loses_answer=True))
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    await discord.text("POST", POSTED, 2)
    first, second = (request.body for request in discord.sent("POST", POSTED))
    assert first["nonce"] == second["nonce"]
    assert second["enforce_nonce"] is True


async def test_a_rate_limit_of_a_quarter_of_an_hour_holds_up_nothing(discord: FakeDiscord, tmp_path: Path) -> None:
    """The one reply is given up at its deadline and logged; the next question is answered."""
    async with running_bot(discord, tmp_path, throttle_reply_deadline_s=6.0) as bot:
        await discord.connected()
        discord.fail("PATCH", EDITED, Fault(429, {**LIMITED, "retry_after": 900}, VIA))
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
        await discord.until(lambda: discord.faults == [])
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(2, QUESTION))
        assert ANSWER in await discord.text("PATCH", EDITED)
        await bot.says("outcome=late")


@pytest.mark.parametrize("status", [403, 429, 500])
async def test_an_answer_does_not_wait_for_the_sign_of_typing(
    discord: FakeDiscord, bot: RunningBot, status: int
) -> None:
    """Whatever Discord says to it."""
    discord.fail("POST", "/typing$", Fault(status, {**LIMITED, "retry_after": 600}, VIA))
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED)


async def test_an_interaction_that_is_void_is_given_up(discord: FakeDiscord, bot: RunningBot) -> None:
    """Discord says 10062: no answer is made for nobody, and the next question is answered."""
    discord.fail("POST", CALLED, Fault(404, {"message": "Unknown interaction", "code": 10062}))
    await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
    await discord.dispatch("INTERACTION_CREATE", happenings.slash(2, QUESTION))
    assert ANSWER in await discord.text("PATCH", EDITED)
    await bot.says("not acknowledged")


async def test_a_person_is_told_directly_where_the_bot_may_not_write(discord: FakeDiscord, bot: RunningBot) -> None:
    """The permission goes while the answer is made: a direct message says so."""
    discord.fail("POST", POSTED, Fault(403, {"message": "Missing Permissions", "code": 50013}))
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    assert "I may not write where you asked me" in await discord.text("POST", POSTED)


async def test_a_question_that_is_deleted_is_not_answered(discord: FakeDiscord, bot: RunningBot) -> None:
    """Whoever takes a question back gets no reply; the next one is answered."""
    unknown = {"message_reference": {"_errors": [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]}}
    discord.fail("POST", POSTED, Fault(400, {"message": "Invalid Form Body", "code": 50035, "errors": unknown}))
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(1, QUESTION))
    await bot.says("outcome=gone")
    await discord.dispatch("MESSAGE_CREATE", happenings.mention(2, QUESTION))
    assert ANSWER in await discord.text("POST", POSTED)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_being_told_to_stop_finishes_what_is_under_way(
    discord: FakeDiscord, tmp_path: Path, number: signal.Signals
) -> None:
    """The question in hand is answered, a new one is told to come back, the exit code is 0."""
    async with running_bot(discord, tmp_path, delay_s=1.0) as bot:
        await discord.connected()
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
        await discord.until(lambda: discord.sent("POST", CALLED))
        bot.tell(number)
        await bot.says("told to stop")
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(2, QUESTION))
        told = await discord.until(lambda: [r for r in discord.sent("POST", CALLED) if r.body["type"] == 4])
        assert "Restarting" in str(told[0].body)
        assert ANSWER in await discord.text("PATCH", EDITED)
        assert await bot.ended() == 0


async def test_discord_away_at_the_start_is_waited_for(tmp_path: Path) -> None:
    """No address answers; then one does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    discord = FakeDiscord()
    discord.port = port
    async with running_bot(discord, tmp_path) as bot:
        await bot.says("connecting again")
        async with discord.listening(port):
            await discord.connected()
            await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
            assert ANSWER in await discord.text("PATCH", EDITED)


@pytest.mark.parametrize(
    ("closes_with", "says"), [(4004, "refuses the token"), (4013, "refuses the intents"), (4014, "message content")]
)
async def test_a_refusal_that_waiting_cannot_mend_ends_in_a_sentence_and_78(
    discord: FakeDiscord, tmp_path: Path, closes_with: int, says: str
) -> None:
    """Within five seconds, after one try, with what to change."""
    discord.closes_with = closes_with
    start = time.monotonic()
    async with running_bot(discord, tmp_path) as bot:
        await discord.until(lambda: discord.identifies)
        assert await bot.ended(5) == 78
        await bot.says(says)
    assert time.monotonic() - start < 10
    assert len(discord.identifies) == 1


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (TOKEN.replace("not", "nor"), "refuses the token"),
        ("", "There is no token in the variable DISCORD_TOKEN"),
        ("my secret token", "is no token"),
    ],
    ids=["wrong", "missing", "malformed"],
)
async def test_a_bad_token_ends_in_a_sentence_and_78(
    discord: FakeDiscord, tmp_path: Path, token: str, says: str
) -> None:
    """And the token stands nowhere in the log."""
    async with running_bot(discord, tmp_path, token=token) as bot:
        assert await bot.ended() == 78
        await bot.says(says)
    assert not discord.identifies
    assert not token or token not in bot.log


async def test_a_damaged_file_of_the_bot_is_named_at_the_start(discord: FakeDiscord, tmp_path: Path) -> None:
    """One sentence, 78, and no connection."""
    (tmp_path / "asked.db").write_bytes(b"not a database, though quite long enough to look like one" * 20)
    async with running_bot(discord, tmp_path) as bot:
        assert await bot.ended() == 78
        await bot.says("posted.db or watches.db in")
    assert not discord.identifies


async def test_several_connections_answer_as_one_does(discord: FakeDiscord, tmp_path: Path) -> None:
    """With sharded = true; the gateway says how many."""
    async with running_bot(discord, tmp_path, discord_sharded=True):
        await discord.connected()
        assert discord.identifies[0]["shard"] == [0, 1]
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
        assert ANSWER in await discord.text("PATCH", EDITED)


async def test_the_commands_can_be_registered_by_hand(discord: FakeDiscord, tmp_path: Path) -> None:
    """`sync` sends them though nothing changed, and connects to no gateway."""
    for count in (1, 2):
        async with running_bot(discord, tmp_path, module="bot", arguments=("sync",)) as bot:
            assert await bot.ended() == 0
        assert len(discord.sent("PUT", "/commands$")) >= count
    assert not discord.identifies


async def test_the_debug_log_holds_no_token_and_no_message(discord: FakeDiscord, tmp_path: Path) -> None:
    """At the most talkative level, with a fault on the way."""
    async with running_bot(discord, tmp_path, log_level="DEBUG") as bot:
        await discord.connected()
        discord.fail("PATCH", EDITED, Fault(500, {"message": "no"}), Fault(404, {"message": "Unknown", "code": 10015}))
        await discord.dispatch("INTERACTION_CREATE", happenings.slash(1, QUESTION))
        await discord.dispatch("MESSAGE_CREATE", happenings.mention(2, "does the political wing explode?"))
        await discord.text("POST", POSTED)
        await bot.says("fault")
    happenings.assert_clean(bot.log)
