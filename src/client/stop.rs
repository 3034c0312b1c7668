//! What gives work up before its end: a signal, or a sign-out.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::identity::ClientIdentity;
use crate::error::app_data::AppData;
use crate::error::error::{Cause, Error};
use crate::error::kind::ErrorKind;
use crate::host::flag::Flag;

/// It is raised once the work is given up.
#[derive(Default)]
pub(super) struct Stop {
    raised: Flag,
    cause: RefCell<Option<Cause>>,
}

impl Stop {
    /// One that a sign-out of a client raises as well, for as long as somebody holds it.
    pub(super) fn of(client: ClientIdentity) -> Rc<Stop> {
        let stop = Rc::<Stop>::default();
        UNDER_WAY.with_borrow_mut(|under_way| {
            under_way.retain(|(_, stop)| stop.strong_count() > 0);
            under_way.push((client, Rc::downgrade(&stop)));
        });
        stop
    }

    pub(super) fn raise(&self, cause: Option<Cause>) {
        self.cause.replace(cause);
        self.raised.raise();
    }

    pub(super) fn is_raised(&self) -> bool {
        self.raised.is_raised()
    }

    pub(super) async fn raised(&self) {
        self.raised.raised().await;
    }

    /// The error of what was given up.
    pub(super) fn error(&self, app_data: Option<&AppData>) -> Error {
        aborted(app_data, self.cause.borrow().clone())
    }
}

/// The error of a call that was given up.
pub(crate) fn aborted(app_data: Option<&AppData>, cause: Option<Cause>) -> Error {
    let error = Error::new(ErrorKind::Aborted).caused_by(cause);
    app_data.into_iter().fold(error, Error::of_sign_in)
}

/// Gives up what is under way for a client, wherever it comes back to: after a sign-out none of it may sign the user in.
pub(super) fn give_up(client: &ClientIdentity) {
    let is_own =
        |(of, stop): &(ClientIdentity, Weak<Stop>)| if of.shares_session_with(client) { stop.upgrade() } else { None };
    let stops: Vec<Rc<Stop>> = UNDER_WAY.with_borrow(|under_way| under_way.iter().filter_map(is_own).collect());
    for stop in stops {
        stop.raise(None);
    }
}

thread_local! {
    static UNDER_WAY: RefCell<Vec<(ClientIdentity, Weak<Stop>)>> = const { RefCell::new(Vec::new()) };
}
