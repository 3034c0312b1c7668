//! A `localStorage` that several processes see: each has its own view, to which the writes of the others come late.

use std::collections::BTreeMap;

/// A value that was written, and which of all writes that was.
type Written = (u64, Option<String>);

/// What the browser knows, and what each tab sees of it.
#[derive(Debug, Default)]
pub struct SharedStorage {
    writes: u64,
    kept: BTreeMap<String, Written>,
    views: BTreeMap<usize, BTreeMap<String, Written>>,
    /// What has yet to reach a tab: when, which one, which key, what.
    under_way: Vec<(u64, usize, String, Written)>,
}

impl SharedStorage {
    /// A tab that begins sees what the browser knows.
    pub fn open(&mut self, tab: usize) {
        self.views.insert(tab, self.kept.clone());
    }

    pub fn close(&mut self, tab: usize) {
        self.views.remove(&tab);
    }

    pub fn read(&self, tab: usize, key: &str) -> Option<String> {
        self.views.get(&tab)?.get(key)?.1.clone()
    }

    /// Writes, or removes. `arrives` says when the others see it.
    pub fn write(&mut self, tab: usize, key: &str, value: Option<String>, mut arrives: impl FnMut() -> u64) {
        self.writes += 1;
        let written = (self.writes, value);
        self.kept.insert(key.into(), written.clone());
        for (other, view) in &mut self.views {
            if *other == tab {
                view.insert(key.into(), written.clone());
            } else {
                self.under_way.push((arrives(), *other, key.into(), written.clone()));
            }
        }
    }

    /// Lets everything arrive that is due, and says which tabs see something new.
    pub fn arrive(&mut self, now: u64) -> Vec<usize> {
        let (due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.under_way).into_iter().partition(|(at, ..)| *at <= now);
        self.under_way = later;
        let mut tabs = Vec::new();
        for (_, tab, key, written) in due {
            let Some(view) = self.views.get_mut(&tab) else { continue };
            if view.get(&key).is_none_or(|seen| seen.0 < written.0) {
                view.insert(key, written);
                tabs.push(tab);
            }
        }
        tabs
    }

    pub fn kept(&self, key: &str) -> Option<String> {
        self.kept.get(key)?.1.clone()
    }
}
