//! The guards of an app: somebody is signed in, or the browser leaves for a sign-in.

use std::rc::Rc;

use super::live_session::LiveSession;
use crate::browser::page::Page;
use crate::config::options::Options;
use crate::config::wait_options::WaitOptions;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::host::Host as _;
use crate::host::reply::Reply;
use crate::host::session_host::SessionHost as _;
use crate::machine::guard::Required;
use crate::machine::status::Status;
use crate::wire::url::WebUrl;

impl LiveSession {
    /// Waits until somebody is signed in, or leaves for a sign-in that returns to a place: here, if none is given.
    ///
    /// # Errors
    ///
    /// Those of [`Guard::decide`](crate::machine::guard::Guard::decide) and of the sign-in;
    /// [`NotSignedIn`](ErrorKind::NotSignedIn) if the user comes back.
    pub async fn require(self: &Rc<Self>, place: Option<&str>, request: &Options) -> Result<Status, Error> {
        Page.address().ok_or(ErrorKind::NotABrowser)?;
        // A sign-in that is under way is never left for another one, however long it takes.
        self.start();
        self.brought.wait().await;
        self.restore(&WaitOptions::default()).await;
        // It may be found out still, for somebody who has more time.
        self.driver.settled().await;
        let decided = self.guard.borrow_mut().decide(&self.status(), Page.now())?;
        match decided {
            Required::Now(status) => return Ok(status),
            Required::Leave => self.begin_to_leave(place, request),
            Required::Left => {}
        }
        let leaving = self.leaving.borrow().clone();
        if let Some(leaving) = leaving {
            leaving.wait().await?;
        }
        self.driver.back().await;
        self.guard.borrow_mut().stay();
        Err(ErrorKind::NotSignedIn.into())
    }

    /// Leaves for all guards that ask at the same time, and that hear of it together if it fails.
    fn begin_to_leave(self: &Rc<Self>, place: Option<&str>, request: &Options) {
        let here = Page.address().unwrap_or_default();
        let place = place.and_then(|place| WebUrl::join(&here, place)).map_or_else(|| here.clone(), String::from);
        let options = self.config.request.clone().and(request).with("returnTo", place.as_str());
        let (session, leaving) = (self.clone(), Rc::new(Reply::new()));
        self.leaving.replace(Some(leaving.clone()));
        leaving.run(&Page, async move {
            let left = session.leave(&here, &place, &options).await;
            left.inspect_err(|_| session.guard.borrow_mut().stay())
        });
    }

    async fn leave(&self, here: &str, place: &str, options: &Options) -> Result<(), Error> {
        self.client.ready().await?;
        let url = self.client.create_authorize_url(options)?;
        if place == here {
            Page.leave_in_place(url.as_str());
        } else {
            Page.leave_for(url.as_str());
        }
        self.guard.borrow_mut().left(Page.now());
        Ok(())
    }
}
