//! Asks a provider about one type until nothing new is learnt: block by block, argument by argument.

mod argument;
pub(crate) mod candidates;
mod combination;
mod merge;
pub(crate) mod path;
pub(crate) mod place;
mod whole;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use paydsl_schema::{Block, BlockRules, CombinationKind, Field, NestedBlock, Nesting, Rule, Type};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::message::{self, Finding};
use crate::process::Provider;
use crate::protocol::Kind;
use crate::value::{Object, Value, encode};
use combination::Found;
use path::Path;
use place::{Place, Step};

/// What was learnt of one type.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
pub struct Report {
    /// What it demands.
    pub rules: BlockRules,
    /// Messages in no known shape, by their kind, and how often each was seen.
    pub unread: BTreeMap<String, u64>,
    /// Arguments for which the provider accepts what the rules that were read refuse: their rules were left out.
    pub doubtful: Vec<String>,
    /// How many calls it took.
    pub calls: u64,
}

/// A type with more blocks than this is probed by distinct block shape: equal blocks of one name once.
const GIANT: usize = 130;

/// How often the companions that something demands are added, as they may demand others.
const MOST_COMPANIONS: usize = 4;

/// Asks a provider about a type.
///
/// # Errors
///
/// If the provider cannot be started again after it died.
pub fn probe(provider: &mut Provider, kind: Kind, type_name: &str, root: &'static Block) -> Result<Report, String> {
    let before = provider.calls();
    let mut prober = Prober {
        provider,
        kind,
        type_name,
        root,
        report: Report::default(),
        required: BTreeSet::new(),
        items: BTreeMap::new(),
        combinations: Found::default(),
        shapes: is_slow(kind, root).then(HashMap::new),
    };
    prober.whole()?;
    let rules = prober.body(&Place::default(), &Body::Block(root))?;
    let mut report = prober.report;
    report.rules = rules;
    report.calls = provider.calls() - before;
    Ok(report)
}

/// The path with this name as its last step, or that path that it is itself.
fn beside(at: Path, name: Option<String>) -> Path {
    match name {
        Some(name) if name.contains('.') => path::parse(&name, &[]),
        Some(name) => {
            let mut path = at;
            path.pop();
            path.push(name);
            path
        }
        None => at,
    }
}

/// Whether a type takes long: its answers are slow, and there are many. So are those about the provider's configuration,
/// for each of which it makes all its schemas.
pub(crate) fn is_slow(kind: Kind, root: &'static Block) -> bool {
    kind == Kind::Provider || count_blocks(root, GIANT) > GIANT
}

/// How many blocks there are below this one; stops counting beyond `enough`.
fn count_blocks(block: &'static Block, enough: usize) -> usize {
    let mut count = 0;
    let mut waiting = vec![block];
    while let Some(block) = waiting.pop() {
        count += block.blocks().len();
        if count > enough {
            break;
        }
        waiting.extend(block.blocks().iter().map(NestedBlock::block));
    }
    count
}

struct Prober<'p> {
    provider: &'p mut Provider,
    kind: Kind,
    type_name: &'p str,
    root: &'static Block,
    report: Report,
    /// What the provider said has to be given.
    required: BTreeSet<Path>,
    /// What it said of the sizes of collections.
    items: BTreeMap<Path, Vec<Rule>>,
    combinations: Found,
    /// Of what is slow: what was learnt, by a block's name and its shape, which is stored once.
    shapes: Option<HashMap<(&'static str, *const Block), Arc<BlockRules>>>,
}

/// What holds arguments: a block, or an object that is the value of an argument.
enum Body {
    Block(&'static Block),
    Object(Arc<[Field]>),
}

/// An argument that can be given.
struct Argument {
    name: String,
    ty: Type,
    required: bool,
}

impl Body {
    fn arguments(&self) -> Vec<Argument> {
        match self {
            Body::Block(block) => block
                .attributes()
                .iter()
                .filter(|attribute| attribute.required || attribute.optional)
                .map(|attribute| Argument {
                    name: attribute.name.to_string(),
                    ty: attribute.ty.clone(),
                    required: attribute.required,
                })
                .collect(),
            Body::Object(fields) => fields
                .iter()
                .filter(|field| field.required || field.optional || !field.computed)
                .map(|field| Argument {
                    name: field.name.to_string(),
                    ty: field.ty.clone(),
                    required: field.required,
                })
                .collect(),
        }
    }

    fn blocks(&self) -> &'static [NestedBlock] {
        match self {
            Body::Block(block) => block.blocks(),
            Body::Object(_) => &[],
        }
    }
}

/// What an argument holds in the end, and what is around it.
enum Leaf {
    Scalar,
    Object(Arc<[Field]>, Step),
    Other,
}

fn leaf(ty: &Type) -> Leaf {
    match ty {
        Type::String | Type::Number | Type::Bool => Leaf::Scalar,
        Type::Object(fields) => Leaf::Object(Arc::clone(fields), Step::One),
        Type::List(element) | Type::Set(element) => match &**element {
            Type::Object(fields) => Leaf::Object(Arc::clone(fields), Step::Many(1)),
            other => collection_leaf(other),
        },
        Type::Map(element) => match &**element {
            Type::Object(fields) => Leaf::Object(Arc::clone(fields), Step::Keyed),
            other => collection_leaf(other),
        },
        Type::Dynamic | Type::Tuple(_) => Leaf::Other,
    }
}

fn collection_leaf(element: &Type) -> Leaf {
    match leaf(element) {
        Leaf::Scalar => Leaf::Scalar,
        Leaf::Object(..) | Leaf::Other => Leaf::Other,
    }
}

impl Prober<'_> {
    /// Sends a configuration. A provider that fails over it has said nothing.
    fn ask(&mut self, config: &Object) -> Result<Option<Vec<Diagnostic>>, String> {
        let bytes = encode(self.root, config);
        match self.provider.validate(self.kind, self.type_name, bytes)? {
            Ok(mut diagnostics) => {
                diagnostics.retain(|diagnostic| diagnostic.is_error);
                // Providers answer in the order of their maps, which is none.
                diagnostics.sort_by(|a, b| (&a.summary, &a.detail).cmp(&(&b.summary, &b.detail)));
                self.notice(config, &diagnostics);
                Ok(Some(diagnostics))
            }
            Err(reason) => {
                let reason: String = reason.chars().take(200).collect();
                *self.report.unread.entry(format!("call failed: {reason}")).or_default() += 1;
                Ok(None)
            }
        }
    }

    /// Takes from an answer what concerns others than the argument that was asked about.
    fn notice(&mut self, config: &Object, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let at: Path = diagnostic.names().into_iter().map(str::to_owned).collect();
            match message::read(diagnostic) {
                Some(Finding::Required(name)) => {
                    let path = name.map_or(at, |name| path::parse(&name, &[]));
                    self.require(config, &path);
                }
                Some(Finding::CollectionRule(rule @ Rule::Items { .. })) => {
                    let rules = self.items.entry(beside(at, message::named(diagnostic))).or_default();
                    if !rules.contains(&rule) {
                        rules.push(rule);
                    }
                }
                Some(Finding::Combination { kind, subject, members }) => {
                    self.notice_combination(config, kind, subject.as_deref(), &members, &at);
                }
                _ => {}
            }
        }
    }

    /// What is demanded in a block that is not there, is demanded of whoever has no such block.
    fn require(&mut self, config: &Object, path: &[String]) {
        let required = path::up_to_absent(config, path).unwrap_or(path);
        self.required.insert(required.to_vec());
    }

    fn notice_combination(
        &mut self,
        config: &Object,
        kind: CombinationKind,
        subject: Option<&str>,
        members: &[String],
        at: &Path,
    ) {
        let subject = subject.map_or_else(|| at.clone(), |subject| path::parse(subject, at));
        let mut paths: Vec<Path> = members.iter().map(|member| path::parse(member, &subject)).collect();
        // A path that begins at who asks means that he is one of them.
        if members.iter().any(|member| member.contains(".<.")) && !paths.contains(&subject) {
            paths.push(subject.clone());
        }
        // Validators of a whole resource have no argument of their own.
        let subject = match paths.first() {
            Some(first) if !paths.contains(&subject) => first.clone(),
            _ => subject,
        };
        paths.dedup();
        let is_group = matches!(kind, CombinationKind::ExactlyOneOf | CombinationKind::AtLeastOneOf);
        if paths.iter().chain([&subject]).all(|path| path::exists(self.root, path)) {
            if is_group && paths.iter().all(|path| *path == subject) {
                // One of one.
                return self.require(config, &subject);
            }
            let block = self.combinations.add(kind, &subject, &paths);
            if is_group && let Some(absent) = path::up_to_absent(config, &block) {
                self.required.insert(absent.to_vec());
            }
        } else {
            let note = format!("{kind:?} of arguments that are none: {subject:?} {members:?}");
            *self.report.unread.entry(note).or_default() += 1;
        }
    }

    fn body(&mut self, place: &Place, body: &Body) -> Result<BlockRules, String> {
        let mut rules = BlockRules::default();
        let (place, baseline) = self.baseline(place.clone())?;
        let place = &place;
        let arguments = body.arguments();
        let silent = match self.shapes {
            Some(_) => self.silent(place, &arguments)?,
            None => BTreeSet::new(),
        };
        for argument in arguments {
            let learnt = match leaf(&argument.ty) {
                Leaf::Scalar if silent.contains(&argument.name) => Vec::new(),
                Leaf::Scalar => self.argument(place, &argument, &baseline)?,
                Leaf::Object(fields, step) => {
                    let inner = self.body(&place.child(&argument.name, step), &Body::Object(fields))?;
                    if !inner.is_empty() {
                        rules.blocks.insert(argument.name.as_str().into(), Arc::new(inner));
                    }
                    if matches!(step, Step::Many(_)) {
                        self.ask_for_sizes(place, &argument.name)?;
                    }
                    Vec::new()
                }
                Leaf::Other => Vec::new(),
            };
            if !learnt.is_empty() {
                rules.arguments.insert(argument.name.into(), learnt);
            }
        }
        for nested in body.blocks() {
            let inner = self.nested(place, nested)?;
            if !inner.is_empty() {
                rules.blocks.insert(nested.name.into(), inner);
            }
        }
        self.settle(place, body, &mut rules);
        Ok(rules)
    }

    /// What the provider says of the empty block at a place. Companions that the block itself demands are added to the place.
    fn baseline(&mut self, mut place: Place) -> Result<(Place, Vec<Diagnostic>), String> {
        let here = place.path();
        for _ in 0..MOST_COMPANIONS {
            let baseline = self.ask(&self.config(&place, Object::new()))?.unwrap_or_default();
            let wanted = argument::companions(&baseline, &here, self.root, &place.companions);
            if wanted.is_empty() {
                return Ok((place, baseline));
            }
            place.companions.extend(wanted);
        }
        let baseline = self.ask(&self.config(&place, Object::new()))?.unwrap_or_default();
        Ok((place, baseline))
    }

    /// The configuration in which `object` stands at a place, with what has to stand beside it.
    fn config(&self, place: &Place, object: Object) -> Object {
        let mut config = place.wrap(object);
        for companion in &place.companions {
            argument::give(self.root, &mut config, companion);
        }
        config
    }

    fn nested(&mut self, place: &Place, nested: &NestedBlock) -> Result<Arc<BlockRules>, String> {
        let block = nested.block();
        let key = (nested.name, std::ptr::from_ref(block));
        if let Some(known) = self.shapes.as_ref().and_then(|shapes| shapes.get(&key)) {
            return Ok(Arc::clone(known));
        }
        if matches!(nested.nesting, Nesting::List | Nesting::Set) && nested.max_items.is_none() {
            self.ask_for_sizes(place, nested.name)?;
        }
        let child = place.child(nested.name, Step::of(nested));
        let inner = Arc::new(self.body(&child, &Body::Block(block))?);
        if let Some(shapes) = &mut self.shapes {
            shapes.insert(key, Arc::clone(&inner));
        }
        Ok(inner)
    }

    /// Two blocks and a hundred: what the provider says of their number is noticed.
    fn ask_for_sizes(&mut self, place: &Place, name: &str) -> Result<(), String> {
        let many = if self.shapes.is_some() { 2 } else { 101 };
        for count in [2, many] {
            let blocks = vec![Value::Object(Object::new()); count];
            let object = Object::from([(name.to_owned(), Value::List(blocks))]);
            self.ask(&self.config(place, object))?;
        }
        Ok(())
    }

    /// Puts what was noticed about this block into its rules.
    fn settle(&mut self, place: &Place, body: &Body, rules: &mut BlockRules) {
        let here = place.path();
        let arguments = body.arguments();
        let of_arguments = arguments
            .iter()
            .map(|argument| (argument.name.as_str(), argument.required));
        let of_blocks = body.blocks().iter().map(|nested| (nested.name, nested.min_items > 0));
        for (name, is_required) in of_arguments.chain(of_blocks) {
            let mut path = here.clone();
            path.push(name.to_owned());
            let mut learnt = Vec::new();
            if self.required.contains(&path) && !is_required {
                learnt.push(Rule::Required);
            }
            let sizes = self.items.get(&path).cloned().unwrap_or_default();
            learnt.extend(merge::conjunction(sizes));
            if let Some(nested) = body.blocks().iter().find(|nested| nested.name == name) {
                learnt.retain(|rule| !merge::is_in_schema(rule, nested));
            }
            if !learnt.is_empty() {
                let list = rules.arguments.entry(name.into()).or_default();
                learnt.retain(|rule| !list.contains(rule));
                list.splice(0..0, learnt);
            }
        }
        rules.combinations = self.combinations.take(&here);
    }
}
