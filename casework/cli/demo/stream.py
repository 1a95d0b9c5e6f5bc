"""Parcels of rows, made side by side: inventing and sealing takes longer than storing."""

import os
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess

from casework.cli.demo.batch import Parcel

Maker = Iterator[Parcel]


def merged(makers: Sequence[Maker]) -> Iterator[Parcel]:
    """Yield the parcels of several makers in turn, until all have ended."""
    waiting = [*makers]
    while waiting:
        for maker in [*waiting]:
            parcel = next(maker, None)
            if parcel is None:
                waiting.remove(maker)
            else:
                yield parcel


def elsewhere(makers: Sequence[Maker]) -> list[Maker]:
    """Run each maker in a process of its own from now on, where the system can.

    They inherit the open key ring and must not touch the database. A maker that fails makes
    reading from it raise RuntimeError.
    """
    if not hasattr(os, "fork"):
        return [*makers]
    context = get_context("fork")
    receivers: list[Connection] = []
    running = []
    for maker in makers:
        receiver, sender = context.Pipe(duplex=False)
        receivers.append(receiver)
        process = context.Process(target=_send, args=(maker, sender, receivers), daemon=True)
        process.start()
        sender.close()
        running.append(_received(receiver, process))
    return running


def _send(maker: Maker, sender: Connection, inherited: Sequence[Connection]) -> None:
    # While a copy of the reading end is open here, nobody would notice that the reader is gone.
    for receiver in inherited:
        receiver.close()
    for parcel in maker:
        sender.send(parcel)


def _received(receiver: Connection, process: ForkProcess) -> Maker:
    try:
        while True:
            yield receiver.recv()
    except EOFError:
        process.join()
    if process.exitcode:
        message = f"a maker of rows ended with {process.exitcode}"
        raise RuntimeError(message)
