//! The architecture, which no compiler keeps inside one crate: files import downwards, and in no circle.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// From low to high. `browser` is a branch beside them.
const LAYERS: [&str; 17] = [
    "wire",
    "error",
    "protocol",
    "documents",
    "host",
    "config",
    "sign_in",
    "callback",
    "sign_out",
    "api",
    "popup",
    "kept",
    "machine",
    "session",
    "providers",
    "client",
    "exports",
];

#[test]
fn files_import_from_lower_folders_and_from_files() {
    let sources = sources();
    let reasons = imports(&sources).into_iter().filter_map(|import| {
        let reason = match import.path.as_slice() {
            [to, ..] if !may_import(import.folder(), to) => format!("{} may not import {to}", import.folder()),
            [to, file, ..] if sources.contains_key(&format!("{to}/{file}")) => return None,
            path => format!("{} is no file", path.join("/")),
        };
        Some(format!("{}: {reason}", import.place))
    });
    assert_none(reasons);
}

#[test]
fn files_hang_in_no_circle() {
    let sources = sources();
    let mut left = imports(&sources);
    left.retain(|import| import.path.len() > 1 && import.to() != import.from);
    // A file that imports nothing that is left can be in no circle, and neither can one that nothing imports.
    loop {
        let before = left.len();
        let ends: Vec<_> = left.iter().map(|import| (import.from.clone(), import.to())).collect();
        left.retain(|import| ends.iter().any(|(from, _)| *from == import.to()));
        left.retain(|import| ends.iter().any(|(_, to)| *to == import.from));
        if left.len() == before {
            break;
        }
    }
    assert_none(left.into_iter().map(|import| format!("{}: in a circle", import.place)));
}

#[test]
fn files_are_short_and_only_the_root_exports_again() {
    let mut reasons = Vec::new();
    for (name, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() >= 250 {
            reasons.push(format!("src/{name}.rs has {} lines", lines.len()));
        }
        for (at, line) in lines.iter().enumerate() {
            let place = format!("src/{name}.rs:{}: {line}", at + 1);
            if line.trim_start().starts_with("pub") && line.contains(" use ") {
                reasons.push(format!("{place}: only lib.rs exports again"));
            }
            let is_mod_line = line.is_empty()
                || line.starts_with("//!")
                || line.starts_with("#[cfg(")
                || ["mod ", "pub mod ", "pub(crate) mod "].iter().any(|start| line.starts_with(start))
                    && line.ends_with(';');
            if name.ends_with("/mod") && !is_mod_line {
                reasons.push(format!("{place}: a mod.rs has docs and `mod` lines alone"));
            }
        }
    }
    assert_none(reasons);
}

fn may_import(from: &str, to: &str) -> bool {
    let rank = |folder: &str| LAYERS.iter().position(|layer| *layer == folder);
    match (from, to) {
        ("browser", to) => ["browser", "host", "error", "protocol", "wire"].contains(&to),
        (from, "browser") => ["client", "exports"].contains(&from),
        (from, to) => rank(to).is_some() && rank(to) <= rank(from),
    }
}

/// A path in the code of a file that leads to another place in the crate.
struct Import {
    /// `folder/file`.
    from: String,
    /// The line that it stands in.
    place: String,
    path: Vec<String>,
}

impl Import {
    fn folder(&self) -> &str {
        self.from.split('/').next().unwrap()
    }

    fn to(&self) -> String {
        self.path[..2].join("/")
    }
}

/// The texts of all files but the root, by `folder/file`.
fn sources() -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let folders = fs::read_dir("src").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    for folder in folders.filter(|path| !path.ends_with("before")) {
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix("src").unwrap().with_extension("");
            sources.insert(name.to_str().unwrap().replace('\\', "/"), fs::read_to_string(file).unwrap());
        }
    }
    assert!(sources.len() > 90, "{}", sources.len());
    sources
}

fn imports(sources: &BTreeMap<String, String>) -> Vec<Import> {
    let mut imports = Vec::new();
    for (from, text) in sources {
        let code = code_of(text);
        for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
            if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':') {
                continue;
            }
            let line = code[..at].matches('\n').count();
            let place = format!("src/{from}.rs:{}: {}", line + 1, text.lines().nth(line).unwrap().trim());
            let mut home: Vec<String> = from.split('/').map(str::to_owned).collect();
            home.resize(home.len() + inner_modules(&code[..at]), "inner".into());
            for path in expanded(&code[at..]) {
                let mut to = home.clone();
                for segment in path.split("::").filter(|segment| !segment.is_empty()) {
                    match segment {
                        "crate" => to.clear(),
                        "super" => drop(to.pop()),
                        name => to.push(name.to_owned()),
                    }
                }
                imports.push(Import { from: from.clone(), place: place.clone(), path: to });
            }
        }
    }
    assert!(imports.len() > 400, "{}", imports.len());
    imports
}

/// Code without comments and texts, on the same lines.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let (before, tail) = rest.split_at(at);
        code.push_str(before);
        let length = match tail {
            _ if tail.starts_with("//") => tail.find('\n').unwrap_or(tail.len()),
            _ if tail.starts_with('"') && before.ends_with("r#") => tail.find("\"#").unwrap() + 2,
            _ if tail.starts_with('"') => {
                let mut is_escaped = false;
                let end = tail[1..].find(|char| {
                    let is_end = char == '"' && !is_escaped;
                    is_escaped = char == '\\' && !is_escaped;
                    is_end
                });
                end.unwrap() + 2
            }
            _ if tail.starts_with("'\"'") => 3,
            _ => 1,
        };
        code.extend(tail[..length].chars().filter(|char| *char == '\n'));
        rest = &tail[length..];
    }
    code + rest
}

/// In how many modules of its own a file is, at the end of this part of it.
fn inner_modules(code: &str) -> usize {
    let starts = code.match_indices("mod imp {").map(|(at, _)| &code[at..]);
    starts.filter(|inner| inner.matches('{').count() > inner.matches('}').count()).count()
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<String> {
    let end = tree.find(|char: char| !(char.is_alphanumeric() || char == '_' || char == ':')).unwrap_or(tree.len());
    let (head, tail) = tree.split_at(end);
    let Some(mut list) = tail.strip_prefix('{').filter(|_| head.ends_with("::")) else { return vec![head.into()] };
    let mut paths = Vec::new();
    loop {
        list = list.trim_start_matches([' ', '\n', ',']);
        if list.starts_with('}') {
            return paths;
        }
        let mut depth = 0;
        let end = list.find(|char| {
            depth += i32::from(char == '{') - i32::from(char == '}');
            depth < 0 || (depth == 0 && char == ',')
        });
        let (piece, rest) = list.split_at(end.unwrap());
        paths.extend(expanded(piece).into_iter().map(|path| format!("{head}{path}")));
        list = rest;
    }
}

fn assert_none(reasons: impl IntoIterator<Item = String>) {
    let reasons: BTreeSet<String> = reasons.into_iter().collect();
    assert!(reasons.is_empty(), "\n{}", Vec::from_iter(reasons).join("\n"));
}
