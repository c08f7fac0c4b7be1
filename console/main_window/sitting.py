"""Who sits here: what they may see and do in the window, the lock, and the end of their session."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from console.document import RosterDocument
from console.main_window.actions import Actions
from console.main_window.lock import Lock
from console.main_window.permits import closed_places, refusals
from console.main_window.places import ROSTER, Places
from console.main_window.side_nav import SideNav
from console.main_window.work_page import WorkPage
from console.operations import session as sessions
from console.preferences import Preferences
from console.views.side_panel import SidePanel
from console.widgets.absent import Absent
from scheduler.api import Action, Session
from scheduler.language import tr

NOBODY = tr("Nobody is signed in: this database has no accounts.")


class Sitting(QObject):
    """Fits the window to whoever signed in, each time that a database is opened."""

    def __init__(
        self,
        document: RosterDocument,
        actions: Actions,
        places: Places,
        nav: SideNav,
        preferences: Preferences,
        parts: Iterable[tuple[QWidget, tuple[Action, ...]]],
        window: QWidget,
    ) -> None:
        """Watch a document.

        Args:
            document: Whose desk says who works here.
            actions: The commands.
            places: The places.
            nav: Where places are chosen.
            preferences: What is remembered of this user of the computer.
            parts: Buttons with the actions of which one has to be permitted for them to be there.
            window: What is locked and closed.
        """
        super().__init__(window)
        self._document, self._actions, self._places, self._nav = document, actions, places, nav
        self._preferences, self._parts, self._window = preferences, tuple(parts), window
        self._absent = Absent(self)
        self.lock = Lock(window, lambda secret: sessions.unlock(document, secret), self.sign_out)
        self.lock.locked.connect(lambda: document.desk.lock() if document.desk is not None else None)
        self.offline: Callable[[], dict[str, str]] = dict
        """Tells why commands cannot be given while a server does not answer, by their keys."""
        self.is_over = False
        """Whether somebody signed out, so that the next one may sign in."""
        self._has_copied = False
        QApplication.clipboard().dataChanged.connect(self._note_copy)  # not every system tells whose it is
        document.seated.connect(self.apply)
        self.apply()

    @property
    def session(self) -> Session | None:
        """Who works here, None while no database is open."""
        return self._document.desk.session if self._document.desk is not None else None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what its commands do."""
        return {"sign_out": self.sign_out, "lock_now": self.lock.lock}

    def reasons(self) -> dict[str, str]:
        """Return why its commands cannot be given now, "" for one that can."""
        keys = ("sign_out", "lock_now", "password", "authenticator")
        return dict.fromkeys(keys, "" if sessions.is_signed_in(self._document) else NOBODY) | self.offline()

    def title(self, facility: str) -> str:
        """Return what the window is called: facility, who is signed in and as what."""
        session = self.session
        name = sessions.who(session) if session is not None and not session.is_open else ""
        return " - ".join(part for part in (facility, name, "Fairwatch") if part)

    def apply(self) -> None:
        """Take out of the window what whoever works here may not use, and bring back what he may."""
        session = self.session
        self._actions.refuse(refusals(session))
        self._places.closed = closed_places(session)
        places = self._places.open_names()
        if self._places.current in self._places.closed:
            self._places.go_to(places[0][0] if places else ROSTER)
        self._nav.set_places(places)
        self._nav.show_place(self._places.current)
        for part, needed in self._parts:
            self._absent.keep(part, not self._document.may(*needed))
        is_signed_in = sessions.is_signed_in(self._document)
        # Windows for files that the system draws could not be hidden behind the curtain.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, is_signed_in)
        if is_signed_in:
            self.lock.watch(self._document.desk.idle_minutes if self._document.desk is not None else 0)
        else:
            self.lock.stop()

    def _note_copy(self) -> None:
        self._has_copied = QApplication.activeWindow() is not None

    def sign_out(self) -> None:
        """End the session: the window and all that was read into it go, and with it what else would stay behind."""
        if not sessions.is_signed_in(self._document):
            return
        self.is_over = True
        self.lock.stop()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.reject()
        sessions.leave_nothing(self._has_copied)
        self._preferences.change(place="", view="")
        self._window.close()


def parts_of(places: Places, work: WorkPage, panel: SidePanel) -> tuple[tuple[QWidget, tuple[Action, ...]], ...]:
    """Return the buttons of the window that are not everybody's, with the actions of which one has to be permitted."""
    asks, policy, exposure, overlay = places.requests, places.policy, places.exposure, places.overlay
    by_action: tuple[tuple[Action, tuple[QWidget, ...]], ...] = (
        (Action.BUILD, (work.build, work.accept, panel.roster.accept, panel.roster.discard)),
        (Action.BUILD, (work.side.accept_all, work.side.accept_chosen, work.side.discard)),
        (Action.PUBLISH, (work.publish,)),
        (Action.WAIVE, (panel.waive,)),
        (Action.EDIT, (panel.why.take, panel.why.repair)),
        (Action.ENTER_LEAVE, (asks.ask,)),
        (Action.DECIDE_LEAVE, (asks.grant, asks.exceed, asks.refuse, asks.withdraw)),
        (Action.DECIDE_LEAVE, (asks.grant_all, asks.bid, asks.wellness)),
        (Action.CHANGE_POLICY, (policy.presets, policy.change, policy.add, policy.end)),
        (Action.READ_WEIGHTS, (policy.weights,)),
        (Action.OBSERVE, (exposure.write_round, exposure.suggest, exposure.count_entries, exposure.count_incidents)),
        (Action.REVIEW, (exposure.review,)),
        (Action.DECIDE_FINDINGS, (exposure.decide, exposure.undo_decision, exposure.save_decisions)),
        (Action.READ_PAIRS, (exposure.pairs,)),
        (Action.ASK_BACK, (exposure.ask_back,)),
        (Action.APPROVE_BACK, (exposure.approve,)),
        (Action.READ_BACK, (exposure.read_back,)),
        (Action.FEED, (exposure.feed,)),
        (Action.CHANGE_FACILITY, (overlay.edit,)),
        (Action.EXPORT, (overlay.export,)),
        (Action.EXPORT_AUDIT, (places.audit.export,)),
        *(
            (Action.CHANGE_FACILITY, (page.add, page.remove, page.save_button))
            for page in (places.officers, places.facility)
        ),
    )
    return tuple((widget, (action,)) for action, widgets in by_action for widget in widgets)
