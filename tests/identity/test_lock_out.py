"""When wrong tries lock an account: never too late, never without five of them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.identity.accounts import (
    FAILURES_WITHIN,
    LAPSES_AFTER,
    MOST_FAILURES,
    Account,
    AccountFault,
    AccountState,
    administrators,
    locks,
    refuse_without_administrator,
)
from scheduler.identity.roles import Role

NOW = datetime(2026, 11, 20, tzinfo=UTC)
GAPS = st.lists(st.integers(0, 2_000), max_size=30)


@given(GAPS)
def test_any_five_tries_in_a_quarter_of_an_hour_lock_and_no_others(gaps: list[int]) -> None:
    times, at = [], NOW
    for gap in gaps:
        at += timedelta(seconds=gap)
        times.append(at)
        recent = [t for t in times if at - t < FAILURES_WITHIN]
        assert locks(times, at) == (len(recent) >= MOST_FAILURES)


@given(GAPS, st.integers(0, 10_000))
def test_time_only_ever_takes_tries_away(gaps: list[int], later: int) -> None:
    times = [NOW + timedelta(seconds=sum(gaps[: n + 1])) for n in range(len(gaps))]
    end = times[-1] if times else NOW
    if not locks(times, end):
        assert not locks(times, end + timedelta(seconds=later))


@given(GAPS, st.randoms())
def test_the_order_of_tries_says_nothing(gaps: list[int], random: object) -> None:
    times = [NOW + timedelta(seconds=gap) for gap in gaps]
    shuffled = list(times)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert locks(times, NOW + timedelta(seconds=2_000)) == locks(shuffled, NOW + timedelta(seconds=2_000))


@given(st.integers(0, 200), st.one_of(st.none(), st.integers(0, 200)))
def test_ninety_days_count_from_the_last_sign_in_or_from_when_it_was_enabled(enabled: int, seen: int | None) -> None:
    account = _account("a", AccountState.ACTIVE, {Role.SERGEANT}, NOW - timedelta(days=enabled))
    if seen is not None:
        account = _account("a", AccountState.ACTIVE, {Role.SERGEANT}, NOW - timedelta(days=enabled), seen)
    quiet = min(enabled, enabled if seen is None else seen)
    assert account.has_lapsed(NOW) == (timedelta(days=quiet) >= LAPSES_AFTER)


_ACCOUNTS = st.lists(
    st.tuples(st.sampled_from(AccountState), st.frozensets(st.sampled_from(Role), max_size=3)), max_size=5
)


@given(_ACCOUNTS, _ACCOUNTS)
def test_the_last_administrator_is_never_lost(before: list, after: list) -> None:
    old, new = ([_account(str(n), *one) for n, one in enumerate(every)] for every in (before, after))
    try:
        refuse_without_administrator(old, new)
    except AccountFault:
        assert administrators(old)
        assert not administrators(new)
    else:
        assert administrators(new) or not administrators(old)


def _account(
    name: str, state: AccountState, roles: frozenset[Role] | set[Role], since: datetime = NOW, seen: int | None = None
) -> Account:
    at = None if seen is None else NOW - timedelta(days=seen)
    return Account(name=name, roles=frozenset(roles), state=state, made_at=since, enabled_at=since, seen_at=at)
