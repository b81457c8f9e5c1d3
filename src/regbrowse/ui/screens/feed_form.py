"""The form of a feed: every setting, the password, and a test of the whole."""

from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.check import HEALTHY, CheckReport, StepStarted
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_settings import settings_of
from regbrowse.domain.login import Login, Secret, Supplier
from regbrowse.service.feeds import Saved
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import at, bindings, key_text
from regbrowse.ui.form_fields import FIELDS, INSECURE, NAME, PASSWORD
from regbrowse.ui.screens.confirm import ConfirmScreen
from regbrowse.ui.screens.feed_fields import FormField, setting_of
from regbrowse.ui.screens.feed_words import Mood, checked_words, saved_words
from regbrowse.ui.text import lines, plain
from regbrowse.ui.widgets.choice import Choice
from regbrowse.ui.widgets.explanation import ExplanationPanel, Trouble


@dataclass(frozen=True, slots=True)
class Outcome:
    """A feed as it was saved last, and what a check of it found, if there was one.

    `changed` says that it is not what it was before the form, as its login may not be either.
    """

    feed: Feed
    report: CheckReport | None = None
    changed: bool = True


class FeedForm(ModalScreen[Outcome | None]):
    """Adds a feed, or changes one. Its result is None if nothing was saved."""

    CSS_PATH = "feed_form.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (Textual's type)
    AUTO_FOCUS = "#field-name Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Place.FORM),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    def __init__(self, service: RegistryService, feed: Feed | None = None) -> None:
        """`feed` is the one to change, None to add one."""
        super().__init__()
        self._service = service
        self._feed = self._first = feed
        self._outcome: Outcome | None = None
        self._doing: Literal["", "saving", "asking"] = ""
        self._run = 0
        self._fields = {spec.setting: FormField(spec) for spec in FIELDS}
        self._before = self._values()

    def compose(self) -> ComposeResult:
        """The fields, what is to be said, and the buttons."""
        with Vertical(id="form"):
            yield Label(id="title")
            yield Label(id="help-line")
            with VerticalScroll(id="fields", can_focus=False):
                yield from self._fields.values()
            yield Static(id="outcome")
            with VerticalScroll(id="explained", can_focus=False):
                yield ExplanationPanel(Place.FORM)
            with Horizontal(id="buttons"):
                for command in (each for each in at(Place.FORM) if each.action):
                    label = plain(f"{command.label}  {key_text(command)}")
                    yield Button(label, action=f"screen.{command.action}", compact=True)

    def on_mount(self) -> None:
        """Fill in what is configured; the password never is."""
        self._say_title()
        if self._feed is not None:
            settings = settings_of(self._feed)
            insecure = "yes" if settings.pop(INSECURE, False) else "no"
            for setting, value in {NAME: self._feed.name, INSECURE: insecure, **settings}.items():
                self._fields[setting].editor.value = str(value)
        self._before = self._values()

    def action_save(self) -> None:
        """Save and close."""
        if self._doing != "saving":
            self._submit(ask=False)

    def action_test(self) -> None:
        """Save and check the registry."""
        if self._doing != "saving":
            self._submit(ask=True)

    def action_cancel(self) -> None:
        """Stop the check; or close, after a question if something was typed."""
        if self._doing == "saving":
            return
        if self._doing == "asking":
            self.workers.cancel_group(self, "submit")
            self._say("Saved. The check was stopped.")
        elif self._is_changed:
            question = ConfirmScreen(
                "Close without saving?", "What was typed is lost.", yes="Close", no="Stay"
            )
            self.app.push_screen(question, lambda yes: self._close() if yes else None)
        else:
            self._close()

    def action_page(self, pages: int) -> None:
        """Scroll the explanation, where it is longer than its place."""
        panel = self.query_one("#explained")
        panel.scroll_relative(y=pages * max(1, panel.size.height - 1), animate=False)

    @work(exclusive=True, group="submit")
    async def _submit(self, *, ask: bool) -> None:
        self._run += 1
        run, self._doing = self._run, "saving"
        self._clear()
        keeps = self._typed_secret() is not None
        self._say("Saving ... the keychain may have to be unlocked." if keeps else "Saving ...")
        try:
            saved = await self._save()
            if saved is None:
                return
            if ask:
                self._doing = "asking"
                await self._ask(saved)
            elif saved.notices:
                self._say(saved_words(saved), "warn")
            else:
                self._close()
        finally:
            # A run that gave way to a newer one may end after that has begun.
            if run == self._run:
                self._doing = ""

    async def _save(self) -> Saved | None:
        """Save; show what cannot be, and return None then."""
        values: dict[str, str | bool] = {**self._values()}
        values[INSECURE] = values[INSECURE] == "yes"
        name = str(values.pop(NAME))
        secret = self._typed_secret()
        try:
            if self._feed is None:
                saved = await self._service.feeds.add(name, values, secret)
            else:
                saved = await self._service.feeds.edit(self._feed.name, values, secret, name)
        except RegbrowseError as error:
            self._refuse(error)
            return None
        if saved.notices and secret is not None and saved.feed.username:
            login = Login(saved.feed.username, secret, "the form", supplier=Supplier.FORM)
            self._service.hand_over(saved.feed, login)
        self._feed = saved.feed
        self._outcome = self._outcome_of(saved.feed, same_login=secret is None)
        self._fields[PASSWORD].editor.value = ""
        self._before = self._values()
        self._say_title()
        return saved

    def _outcome_of(self, feed: Feed, *, same_login: bool) -> Outcome:
        """Return what is known of a feed that was just saved: a report stays as good as it was."""
        before = self._outcome
        if before is None:
            return Outcome(feed, changed=feed != self._first or not same_login)
        same = feed == before.feed and same_login
        return Outcome(feed, before.report if same else None, before.changed or not same)

    async def _ask(self, saved: Saved) -> None:
        """Check the feed, and show what came of it."""
        feed = saved.feed
        words = saved_words(saved)
        async with aclosing(self._service.check(CheckTarget(feed))) as events:
            async for event in events:
                if isinstance(event, CheckReport):
                    self._show(feed, saved, event)
                elif isinstance(event, StepStarted):
                    doing = f"Checking {feed.address.display}: {event.step.value} ...   esc stops"
                    self._say(f"{words}{doing}")

    def _show(self, feed: Feed, saved: Saved, report: CheckReport) -> None:
        self._outcome = replace(self._outcome or Outcome(feed), report=report)
        self._say(*checked_words(saved, report))
        self._explain(None if report.code == HEALTHY else report)

    def _refuse(self, error: RegbrowseError) -> None:
        """Show an error below the field that it is about, else below all of them."""
        setting = setting_of(error)
        if setting is None:
            self._say("Not saved:", "bad")
            self._explain(error)
            return
        self._say("Not saved.", "bad")
        field = self._fields[setting]
        field.refuse(explain(error).summary)
        field.editor.focus(scroll_visible=False)
        # The words below the field make it higher, once they are laid out.
        field.call_after_refresh(field.scroll_visible, animate=False, immediate=True)

    def _clear(self) -> None:
        for field in self._fields.values():
            field.refuse(None)
        self._explain(None)

    def _explain(self, error: Trouble | None) -> None:
        self.set_class(error is not None, "-explained")
        self.query_one(ExplanationPanel).show(error)

    def _close(self) -> None:
        self.dismiss(self._outcome)

    def _say(self, text: str, mood: Mood = "") -> None:
        outcome = self.query_one("#outcome", Static)
        outcome.set_classes(f"-shown -{mood}" if mood else "-shown")
        outcome.update(lines(text))

    def _say_title(self) -> None:
        words = "Add a feed" if self._feed is None else f"Change the feed {self._feed.name}"
        self.query_one("#title", Label).update(plain(words))

    def _values(self) -> dict[str, str]:
        """Return what was typed, without the password."""
        return {
            setting: field.value for setting, field in self._fields.items() if setting != PASSWORD
        }

    def _typed_secret(self) -> Secret | None:
        return Secret(self._fields[PASSWORD].value) or None

    @property
    def _is_changed(self) -> bool:
        return self._values() != self._before or self._typed_secret() is not None

    @on(Input.Changed)
    @on(Choice.Changed)
    def _field_changed(self, event: Input.Changed | Choice.Changed) -> None:
        event.stop()
        field = next((w for w in event.control.ancestors if isinstance(w, FormField)), None)
        if field is not None:
            field.refuse(None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Help with the field that is about to be typed in."""
        field = next((w for w in event.widget.ancestors if isinstance(w, FormField)), None)
        self.query_one("#help-line", Label).update(plain(field.spec.help if field else ""))
