"""`medskap serve`, `medskap worker` and `start`, which is what `./run` alone does."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from typing import Any

from flask import Flask
from waitress.server import MultiSocketServer, TcpWSGIServer, create_server

from appraisal.app import create_app
from appraisal.commands.demo import fill_if_empty
from appraisal.commands.troubles import os_reason
from appraisal.opening import require_schema
from appraisal.work import build_worker
from workplace.database.schema import schema_state
from workplace.employer.queries import employer_of
from workplace.errors import refuse
from workplace.house import House
from workplace.jobs.processes import WorkerProcesses
from workplace.wording import N_

THREADS = 8


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    for name, handler, text in (
        ("serve", serve, "visa sidorna på MEDSKAP_PORT"),
        ("worker", work, "gör det som väntar: mejl, rapporter"),
        ("start", start_demo, "gör en demo om mappen är tom och visa den"),
    ):
        parser = subparsers.add_parser(name, help=text, description=text)
        parser.set_defaults(handler=handler, needs_schema=handler is not start_demo)


def serve(arguments: argparse.Namespace, house: House) -> int:
    """Serve the pages; on an embedded database the workers are children of this process."""
    app = create_app(house)
    server = _server(app, house)
    _end_orderly_at_sigterm()
    workers = WorkerProcesses(build_worker, (), house.settings.workers) if house.settings.is_embedded else None
    if workers:
        workers.start()
    print(_welcome(house), flush=True)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        if workers:
            workers.stop()
    return 0


def _end_orderly_at_sigterm() -> None:
    """Let SIGTERM, which service managers send, end the server as Ctrl-C does: workers finish what they hold."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _server(app: Flask, house: House) -> MultiSocketServer | TcpWSGIServer:
    """Return the server, listening; refused with a sentence when the port cannot be had."""
    try:
        return listening(
            app,
            host="127.0.0.1" if house.settings.is_embedded else "0.0.0.0",  # behind a proxy where it is not
            port=house.settings.port,
        )
    except OSError as error:
        raise refuse(
            "port_not_free",
            N_("Port %(port)s går inte att använda (%(reason)s). Sätt MEDSKAP_PORT till en annan."),
            port=str(house.settings.port),
            reason=os_reason(error),
        ) from None


def listening(app: Flask, **place: Any) -> MultiSocketServer | TcpWSGIServer:
    """Return the server, listening at a place as waitress names it: `host` and `port`, or `sockets`."""
    # It would say for each request that another one waits: no news, and no business of a log.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        app,
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=False,
        max_request_body_size=80 * 1024 * 1024,
        **place,
    )


def work(arguments: argparse.Namespace, house: House) -> int:
    """Do what waits until told to stop."""
    if house.settings.workers > 1:
        processes = WorkerProcesses(build_worker, (), house.settings.workers)
        processes.start()
        _wait_for_stop()
        processes.stop()
        return 0
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: threading.Thread(target=stop.set).start())
    build_worker(f"worker-{os.getpid()}").run_forever(stop)
    return 0


def _wait_for_stop() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: threading.Thread(target=stop.set).start())
    while not stop.wait(1.0):
        pass


def start_demo(arguments: argparse.Namespace, house: House) -> int:
    """Fill an empty home with the demo employer and serve it; refuse a home that is in real use."""
    is_real = not schema_state(house.database).is_empty and not require_schema(house).is_demo
    if is_real:
        raise refuse(
            "real_home",
            N_("Den här databasen är inte en demo. Kör ./run medskap serve, eller sätt MEDSKAP_HOME till en tom mapp."),
        )
    fill_if_empty(house)
    require_schema(house)
    return serve(arguments, house)


def _welcome(house: House) -> str:
    with house.database.reading() as session:
        employer = employer_of(session)
    lines = [f"medskap svarar på {house.settings.public_url}"]
    if employer and employer.is_demo:
        lines.append(f"Demo: {employer.name}. Personer och siffror är påhittade.")
        lines.append(
            "Välj på inloggningssidan vem du är: HR, en chef på någon av tre nivåer, facklig, skyddsombud, medarbetare."
        )
    lines.append("Avsluta med Ctrl+C.")
    return "\n".join(lines)
