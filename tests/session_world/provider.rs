//! A provider that rotates its refresh tokens, and takes a grant away when an old one is used again.

use std::collections::BTreeMap;

/// Its grants, each with its newest refresh token.
#[derive(Debug, Default)]
pub struct Provider {
    grants: BTreeMap<u64, Grant>,
    next: u64,
}

#[derive(Debug)]
struct Grant {
    newest: u64,
    is_dead: bool,
    /// Refresh tokens whose answer came to nobody, or that were under way when their lock was taken, or that a tab sends
    /// whom the ledger does not answer: they may be sent again.
    excused: Vec<u64>,
}

/// What the provider says to a refresh token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// The next one.
    Rotated { grant: u64, number: u64 },
    /// `invalid_grant`.
    Refused,
    /// The same, for a token that was used before, though nothing excuses it.
    UsedTwice,
}

impl Provider {
    /// Signs a user in: the first refresh token of a new grant.
    pub fn sign_in(&mut self) -> String {
        self.next += 1;
        self.grants.insert(self.next, Grant { newest: 1, is_dead: false, excused: Vec::new() });
        token(self.next, 1)
    }

    pub fn refresh(&mut self, refresh_token: &str) -> Verdict {
        let (number_of_grant, number) = parts(refresh_token);
        let grant = self.grants.get_mut(&number_of_grant).unwrap();
        if number < grant.newest {
            let is_excused = grant.is_dead || grant.excused.contains(&number);
            grant.is_dead = true;
            return if is_excused { Verdict::Refused } else { Verdict::UsedTwice };
        }
        if grant.is_dead {
            return Verdict::Refused;
        }
        grant.newest += 1;
        Verdict::Rotated { grant: number_of_grant, number: grant.newest }
    }

    /// A refresh token may be sent once more.
    pub fn excuse(&mut self, refresh_token: &str) {
        let (grant, number) = parts(refresh_token);
        self.grants.get_mut(&grant).unwrap().excused.push(number);
    }

    pub fn revoke(&mut self, refresh_token: &str) {
        self.grants.get_mut(&parts(refresh_token).0).unwrap().is_dead = true;
    }
}

pub fn token(grant: u64, number: u64) -> String {
    format!("{grant}.{number}")
}

fn parts(refresh_token: &str) -> (u64, u64) {
    let (grant, number) = refresh_token.split_once('.').unwrap();
    (grant.parse().unwrap(), number.parse().unwrap())
}
