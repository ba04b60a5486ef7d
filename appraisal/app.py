"""The roof: the only module that knows every room. The app does not start with an endpoint without a guard."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, g, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, ValidationError

from appraisal.definition_kinds import KINDS
from appraisal.demo.invited import with_invited
from appraisal.registry import blueprints, erasure_sources, extract_sources, load_records
from workplace.employer.queries import employer_of
from workplace.errors import Refused
from workplace.house import House
from workplace.identity.guard import FORM_TOKEN_FIELD, BadFormToken, answer_wrong_method, guard_of
from workplace.identity.tokens import form_token
from workplace.web.navigation import navigation_for
from workplace.web.request import house, language, translator
from workplace.web.security_headers import headers_for
from workplace.web.speech import spoken, worded
from workplace.web.static_files import static_file
from workplace.wording import N_, Sentence

STATIC_ENDPOINT = "static_file"
LARGEST_UPLOAD = 64 * 1024 * 1024
LARGEST_NUMBER = 2**31 - 1
log = logging.getLogger("medskap")


class UnguardedEndpoint(RuntimeError):
    """An endpoint has no guard; the app does not start."""


class StoredNumber(IntegerConverter):
    """A number in an address that the database can hold; a larger one matches nothing, so it is simply missing."""

    def to_python(self, value: str) -> int:
        """Return the number, or match nothing."""
        if len(value) > len(str(LARGEST_NUMBER)):
            raise ValidationError
        number: int = super().to_python(value)
        if number > LARGEST_NUMBER:
            raise ValidationError
        return number


def create_app(installation: House) -> Flask:
    """Put the house together and return the application."""
    load_records()
    installation.secret  # noqa: B018 - refused now rather than at the first form
    app = Flask("appraisal", template_folder=str(_folder("templates")), static_folder=None)
    with installation.database.reading() as session:
        employer = employer_of(session)
    app.extensions["medskap"] = installation
    app.extensions["medskap_kinds"] = KINDS
    app.extensions["medskap_erasures"] = erasure_sources()
    app.extensions["medskap_extracts"] = extract_sources()
    app.extensions["medskap_demo_words"] = with_invited
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        TRUSTED_HOSTS=installation.settings.hosts,
        MEDSKAP_DEMO=employer is not None and employer.is_demo,
        MEDSKAP_EMPLOYER=employer.name if employer else "",
        MEDSKAP_SESSION_COOKIE="__Host-medskap" if installation.settings.is_https else "medskap",
        MEDSKAP_STATIC=_folder("static"),
        MEDSKAP_STATIC_VERSION=_version_of(_folder("static")),
        PROPAGATE_EXCEPTIONS=False,
    )
    app.url_map.strict_slashes = True
    app.url_map.converters["int"] = StoredNumber
    app.before_request(_refuse_nul)
    if installation.settings.trusted_proxies:
        hops = installation.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.add_url_rule("/static/<path:name>", STATIC_ENDPOINT, static_file)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    for rule in app.url_map.iter_rules():
        if rule.methods:
            rule.methods.discard("OPTIONS")
            rule.provide_automatic_options = False  # type: ignore[attr-defined]
    _templates(app)
    _errors(app)
    app.after_request(_with_headers)
    _refuse_unguarded(app)
    return app


def _refuse_nul() -> None:
    """Answer as for a missing page where the address holds a NUL: no id of ours does, and PostgreSQL takes none."""
    if "\0" in request.path or any("\0" in value for values in request.args.listvalues() for value in values):
        abort(404)


def _folder(name: str) -> Path:
    """Return the templates or static folder: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def _version_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _refuse_unguarded(app: Flask) -> None:
    bare = sorted(endpoint for endpoint, view in app.view_functions.items() if guard_of(view) is None)
    if bare:
        raise UnguardedEndpoint(f"put @guarded or @public on: {', '.join(bare)}")


def _templates(app: Flask) -> None:
    app.jinja_options["extensions"] = ["jinja2.ext.do"]
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters["say"] = lambda sentence: translator().text(sentence)
    environment.filters["number"] = lambda value, decimals=None: translator().number(value, decimals)
    environment.filters["longdate"] = lambda value: translator().date(value, weekday=True)
    environment.filters["shortdate"] = lambda value: translator().date(value)
    environment.globals["_"] = lambda message, **facts: translator().gettext(str(message), **facts)
    environment.globals["spoken"] = lambda text: text if isinstance(text, str) else spoken(text, translator())
    environment.globals["worded"] = lambda text: worded(text, translator())
    environment.globals["csrf_field"] = _form_field
    environment.globals["url_for"] = _address

    @app.context_processor
    def for_every_page() -> dict[str, Any]:
        acting = g.get("actor")
        return {
            "language": language(),
            "demo": app.config["MEDSKAP_DEMO"],
            "employer_name": app.config["MEDSKAP_EMPLOYER"],
            "signed_in_name": (acting.name or acting.person_id) if acting else "",
            "current_path": request.path,
            "navigation": navigation_for(acting, request.path) if acting else (),
            "notice": g.get("notice"),
        }


def _form_field() -> Markup:
    """Return the hidden field that every form of ours carries."""
    signed_in = g.get("signed_in")
    token = form_token(house().secret, signed_in.token_hash if signed_in else "")
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_TOKEN_FIELD, token)


def _address(endpoint: str, **values: Any) -> str:
    """Return an address; static files carry the version of the whole folder, so they may be kept for ever."""
    if endpoint == STATIC_ENDPOINT:
        values["v"] = current_app.config["MEDSKAP_STATIC_VERSION"]
    return url_for(endpoint, **values)


def _errors(app: Flask) -> None:
    @app.errorhandler(404)
    def not_found(_error: HTTPException) -> tuple[str, int]:
        return render_template("public/not_found.html", language=language()), 404

    @app.errorhandler(405)
    def wrong_method(_error: HTTPException) -> Any:
        try:
            return answer_wrong_method()
        except NotFound as hidden:
            return not_found(hidden)
        except MethodNotAllowed:
            return _message_page(405, N_("Sidan kan inte ta emot det här"), N_("Gå tillbaka och försök igen."))

    @app.errorhandler(SecurityError)
    def untrusted_host(_error: SecurityError) -> Response:
        return Response("400", 400, mimetype="text/plain")

    @app.errorhandler(BadFormToken)
    def bad_form(_error: BadFormToken) -> tuple[str, int]:
        return _message_page(
            400,
            N_("Formuläret gick inte att ta emot"),
            N_("Det har legat öppet för länge eller kom från en annan sida. Gå tillbaka, ladda om och skicka igen."),
        )

    @app.errorhandler(Refused)
    def refused(error: Refused) -> tuple[str, int]:
        return _message_page(409, N_("Det gick inte att göra"), *(problem.sentence for problem in error.problems))

    @app.errorhandler(413)
    def too_large(_error: HTTPException) -> tuple[str, int]:
        return _message_page(413, N_("Filen är för stor"), N_("Den får vara högst 50 MB."))

    @app.errorhandler(OperationalError)
    def no_database(error: OperationalError) -> tuple[str, int]:
        log.error("the database did not answer: %s", type(error.orig).__name__)
        return render_template("public/unavailable.html", language=language()), 503

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Any:
        if isinstance(error, HTTPException):
            return _message_page(error.code or 500, N_("Det gick inte"), N_("Gå tillbaka och försök igen."))
        log.error("%s %s failed: %s", request.method, request.endpoint, type(error).__name__, exc_info=error)
        return _message_page(500, N_("Något gick fel hos oss"), N_("Ingenting har sparats. Försök igen om en stund."))


def _message_page(status: int, heading: str, *paragraphs: str | Sentence) -> tuple[str, int]:
    sentences = [text if isinstance(text, Sentence) else Sentence(text) for text in paragraphs]
    return render_template("public/message.html", heading=Sentence(heading), paragraphs=sentences), status


def _with_headers(response: Any) -> Any:
    is_static = request.endpoint == STATIC_ENDPOINT and response.status_code == 200
    targets = g.get("form_targets", ())
    for name, value in headers_for(
        is_static=is_static, is_https=house().settings.is_https, form_targets=targets
    ).items():
        response.headers.setdefault(name, value) if name == "Cache-Control" else response.headers.set(name, value)
    return response
