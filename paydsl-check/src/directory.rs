//! A directory with the local modules that it calls.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use paydsl_schema::Providers;

use crate::files::{Files, Listing, is_json, list};
use crate::module::{Entries, Module, ModuleCall, source_address};
use crate::report::{Place, Problem, Report};
use crate::requirements::Requirements;
use crate::syntax::{Body, Content, Expression, Json, Kind, SyntaxError, parse_body, parse_json};

/// No more modules are followed.
const MOST_MODULES: usize = 1000;

const NOTHING_HERE: &str = "there is no Terraform configuration here: no file ends in .tf or .tf.json";

/// What is read on the way.
pub(crate) struct Reading {
    pub(crate) files: Files,
    pub(crate) report: Report,
    /// What the root module's lock file says.
    locked: Requirements,
    modules: Vec<Loaded>,
    /// Modules by their directories.
    known: HashMap<PathBuf, usize>,
}

/// A module that was read.
struct Loaded {
    /// Before its resources' addresses: `module.network.`.
    prefix: String,
    module: Module,
}

pub(crate) fn check(directory: &Path, providers: &Providers) -> Report {
    let mut reading = Reading {
        files: Files::default(),
        report: Report::default(),
        locked: Requirements::new(providers),
        modules: Vec::new(),
        known: HashMap::new(),
    };
    reading.root(directory);
    let modules = std::mem::take(&mut reading.modules);
    let mut requirements = std::mem::take(&mut reading.locked);
    for loaded in &modules {
        requirements.add(&loaded.module);
    }
    for loaded in &modules {
        crate::resources::check(&loaded.module, &loaded.prefix, &mut requirements, &mut reading);
    }
    // What cannot be read may declare anything.
    if reading.report.problems.is_empty() {
        let callee = |call: &ModuleCall| {
            call.callee
                .and_then(|number| modules.get(number))
                .map(|loaded| &loaded.module)
        };
        for loaded in &modules {
            crate::names::check(&loaded.module, &loaded.prefix, &requirements, &callee, &mut reading);
        }
    }
    reading.report.notes.extend(requirements.notes());
    let mut report = reading.report;
    report.sort();
    report
}

impl Reading {
    fn root(&mut self, directory: &Path) {
        let listing = match list(directory) {
            Ok(listing) => listing,
            Err(problem) => return self.report.problems.push(problem),
        };
        if listing.is_empty() {
            return self.report.problems.push(Problem {
                message: NOTHING_HERE.to_owned(),
                place: Place::whole(directory),
            });
        }
        let values = self.values(&listing);
        if let Some(lock) = &listing.lock {
            self.lock(lock);
        }
        let Some(root) = self.load(directory, &listing, String::new()) else {
            return;
        };
        if let Some(loaded) = self.modules.get_mut(root) {
            loaded.module.give(values.iter().map(|name| &**name));
        }
    }

    /// Reads a module and those it calls; returns its number.
    fn load(&mut self, directory: &Path, listing: &Listing, prefix: String) -> Option<usize> {
        let mut entries = Entries::default();
        for path in &listing.primary {
            if let Some(body) = self.file(path) {
                entries.add(body);
            }
        }
        for path in &listing.overrides {
            if let Some(body) = self.file(path) {
                entries.merge(body);
            }
        }
        let mut errors = Vec::new();
        let module = Module::new(entries, &mut errors);
        self.errors(&errors);
        let number = self.modules.len();
        if let Ok(path) = directory.canonicalize() {
            self.known.insert(path, number);
        }
        self.modules.push(Loaded { prefix, module });
        self.calls(directory, number);
        Some(number)
    }

    /// Reads the local modules that a module calls. Each directory is read once: what any call gives is not known there.
    fn calls(&mut self, directory: &Path, caller: usize) {
        let Some(loaded) = self.modules.get_mut(caller) else {
            return;
        };
        let prefix = loaded.prefix.clone();
        let mut calls = std::mem::take(&mut loaded.module.calls);
        for call in &mut calls {
            call.callee = self.callee(directory, &prefix, call);
            if let Some(loaded) = call.callee.and_then(|number| self.modules.get_mut(number)) {
                loaded.module.give(call.given().map(|member| &*member.name));
            }
        }
        if let Some(loaded) = self.modules.get_mut(caller) {
            loaded.module.calls = calls;
        }
    }

    /// The module that is called, if it is a local one.
    fn callee(&mut self, directory: &Path, prefix: &str, call: &ModuleCall) -> Option<usize> {
        let (source, at) = call.source.as_ref()?;
        if !source.starts_with("./") && !source.starts_with("../") {
            return None;
        }
        let inside = source.trim_start_matches("./");
        let path = match directory == Path::new(".") {
            true => PathBuf::from(inside),
            false => directory.join(inside),
        };
        let known = path.canonicalize().ok().and_then(|path| self.known.get(&path).copied());
        if known.is_some() || self.modules.len() >= MOST_MODULES {
            return known;
        }
        match list(&path) {
            Ok(listing) if !listing.is_empty() => self.load(&path, &listing, format!("{prefix}module.{}.", call.name)),
            other => {
                let why = other.map_or_else(|problem| problem.message, |_| NOTHING_HERE.to_owned());
                self.errors(&[SyntaxError {
                    at: *at,
                    message: format!("module `{source}`: {why}"),
                }]);
                None
            }
        }
    }

    fn file(&mut self, path: &Path) -> Option<Body> {
        let number = match self.files.read(path.to_owned()) {
            Ok(number) => number,
            Err(problem) => {
                self.report.problems.push(problem);
                return None;
            }
        };
        let file = self.files.get(number)?;
        let parsed = match is_json(path) {
            false => parse_body(&file.text, number),
            true => parse_json(&file.text, number).and_then(|json| top(&json)),
        };
        match parsed {
            Ok(body) => Some(body),
            Err(error) => {
                self.errors(&[error]);
                None
            }
        }
    }

    /// The names of the variables for which the directory's files have values.
    fn values(&mut self, listing: &Listing) -> Vec<Box<str>> {
        let bodies: Vec<Body> = listing.values.iter().filter_map(|path| self.file(path)).collect();
        let members = bodies.into_iter().flat_map(|body| body.members);
        let given = members.filter(|member| !matches!(member.content, Content::Block(_)));
        given.map(|member| member.name).collect()
    }

    /// The versions that a lock file picks.
    fn lock(&mut self, path: &Path) {
        let Some(body) = self.file(path) else { return };
        for member in &body.members {
            let Content::Block(block) = &member.content else {
                continue;
            };
            let version = block.body.member("version").map(|member| &member.content);
            if let (
                [source],
                Some(Content::Argument(Expression {
                    kind: Kind::Text(version),
                    ..
                })),
            ) = (block.labels.as_slice(), version)
            {
                self.locked.require(source_address(&source.text), version);
            }
        }
    }

    pub(crate) fn errors(&mut self, errors: &[SyntaxError]) {
        let problems = errors.iter().map(|error| self.files.problem(error));
        self.report.problems.extend(problems);
    }
}

/// A file in JSON is an object, or an array of such.
fn top(json: &Json) -> Result<Body, SyntaxError> {
    let Some(bodies) = json.bodies() else {
        return Err(SyntaxError {
            at: json.at,
            message: "a JSON object is expected here".to_owned(),
        });
    };
    Ok(Body {
        members: bodies.into_iter().flat_map(|body| body.members).collect(),
        at: json.at,
    })
}
