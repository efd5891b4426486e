"""Handles in the address: random, of one state of one database, bounded."""

from threading import Thread

from dash.ui.handles import Handles


def test_a_handle_stands_for_its_patient_in_its_records_alone() -> None:
    handles = Handles()
    handle = handles.of(("a.duckdb", 1), "K-0001")
    assert handles.of(("a.duckdb", 1), "K-0001") == handle
    assert handles.patient(("a.duckdb", 1), handle) == "K-0001"
    assert handles.patient(("a.duckdb", 2), handle) is None, "the records changed"
    assert handles.patient(("b.duckdb", 1), handle) is None, "another file is open"
    assert handles.patient(("a.duckdb", 1), "K-0001") is None
    assert handles.patient(("a.duckdb", 1), "") is None


def test_a_handle_says_nothing_and_is_gone_with_the_server() -> None:
    one, other = Handles(), Handles()
    drawn = {handles.of("records", "K-0001") for handles in (one, other)}
    assert len(drawn) == 2, "drawn at random, not made from the identifier"
    assert all(len(handle) >= 20 for handle in drawn)
    assert other.patient("records", one.of("records", "K-0001")) is None


def test_the_oldest_is_forgotten_first() -> None:
    handles = Handles(most=3)
    first, second = handles.of("r", "p1"), handles.of("r", "p2")
    handles.of("r", "p3")
    assert handles.of("r", "p1") == first, "used again"
    handles.of("r", "p4")
    assert len(handles) == 3
    assert handles.patient("r", second) is None
    assert handles.patient("r", first) == "p1"


def test_many_threads_agree() -> None:
    handles, found = Handles(), []

    def ask() -> None:
        found.extend(handles.of("r", f"p{number}") for number in range(200))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 200 == len(handles)
