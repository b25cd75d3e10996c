//! A policy document, as far as it is known before anything runs, with a tag at each place.

use super::operator::Operator;

/// A policy document. `T` says where something stands: a token's span, or a path.
#[derive(Clone, Debug)]
pub struct Document<T> {
    /// What the document is for.
    pub kind: Kind,
    /// How its elements are called where it is written.
    pub spelling: Spelling,
    /// The statements.
    pub statements: Vec<Statement<T>>,
    /// Whether there are more statements, which are not known.
    pub open: bool,
}

/// What a policy document is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It says who may take on a role.
    Trust,
    /// It says what an identity may do: a role, a user, a group.
    Identity,
    /// It says what may be done to a resource, and by whom.
    Resource,
    /// That is not known.
    Unknown,
}

/// How the elements of a document are called where it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// `NotAction`, as in JSON.
    Json,
    /// `not_action`, as in `policy!`.
    Rust,
}

impl Spelling {
    /// An element by its name in JSON.
    pub(super) fn name(self, json: &'static str) -> &'static str {
        match (self, json) {
            (Spelling::Json, name) => name,
            (Spelling::Rust, "Action") => "action",
            (Spelling::Rust, "NotAction") => "not_action",
            (Spelling::Rust, "Resource") => "resource",
            (Spelling::Rust, "NotResource") => "not_resource",
            (Spelling::Rust, "Principal") => "principal",
            (Spelling::Rust, "NotPrincipal") => "not_principal",
            (Spelling::Rust, "Sid") => "sid",
            (Spelling::Rust, name) => name,
        }
    }

    /// A principal of a type (`Service`, `AWS`), as it is written.
    pub(super) fn principal(self, kind: PrincipalKind, who: &str) -> String {
        match self {
            Spelling::Json => format!("{{\"{}\": \"{who}\"}}", kind.json()),
            Spelling::Rust => format!("{}(\"{who}\")", kind.rust()),
        }
    }

    /// An operator, as it is written.
    pub(super) fn operator(self, operator: Operator) -> &'static str {
        match self {
            Spelling::Json => operator.json(),
            Spelling::Rust => operator.rust(),
        }
    }
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement<T> {
    /// Where it begins.
    pub tag: T,
    /// Its `Sid`.
    pub sid: Option<Text<T>>,
    /// Whether it allows or denies; nothing if that is not known.
    pub effect: Option<Effect>,
    /// `Action`
    pub action: Option<Texts<T>>,
    /// `NotAction`
    pub not_action: Option<Texts<T>>,
    /// `Resource`
    pub resource: Option<Texts<T>>,
    /// `NotResource`
    pub not_resource: Option<Texts<T>>,
    /// `Principal`
    pub principal: Option<Principals<T>>,
    /// `NotPrincipal`
    pub not_principal: Option<Principals<T>>,
    /// The conditions, each key by itself.
    pub conditions: Vec<Condition<T>>,
}

impl<T> Statement<T> {
    /// An empty statement.
    pub fn new(tag: T, effect: Option<Effect>) -> Self {
        Statement {
            tag,
            sid: None,
            effect,
            action: None,
            not_action: None,
            resource: None,
            not_resource: None,
            principal: None,
            not_principal: None,
            conditions: Vec::new(),
        }
    }

    /// Whether every text in it is known to its last character.
    pub fn is_literal(&self) -> bool {
        let texts = [&self.action, &self.not_action, &self.resource, &self.not_resource];
        let principals = [&self.principal, &self.not_principal];
        texts.into_iter().flatten().all(Texts::is_literal)
            && principals.into_iter().flatten().all(Principals::is_literal)
            && self.conditions.iter().all(|condition| condition.values.is_literal())
    }
}

/// What a statement does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies.
    Deny,
}

/// One text or several.
#[derive(Clone, Debug)]
pub struct Texts<T> {
    /// Where they stand.
    pub tag: T,
    /// Those that are known, at least in part.
    pub items: Vec<Text<T>>,
    /// Whether there are more, which are not known.
    pub open: bool,
}

impl<T> Texts<T> {
    /// Whether all of it is known.
    pub fn is_literal(&self) -> bool {
        !self.open && self.items.iter().all(|text| text.literal().is_some())
    }
}

/// A text, known at least in part.
#[derive(Clone, Debug)]
pub struct Text<T> {
    /// Where it stands.
    pub tag: T,
    /// Its parts.
    pub pieces: Vec<Piece>,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// It stands for itself.
    Literal(Box<str>),
    /// The ARN of a resource of this type.
    Arn {
        /// The service's prefix.
        service: &'static str,
        /// The name of the resource type.
        resource: &'static str,
    },
    /// Anything.
    Unknown,
}

impl<T> Text<T> {
    /// A text that is known.
    pub fn new(tag: T, text: impl Into<Box<str>>) -> Self {
        Text {
            tag,
            pieces: vec![Piece::Literal(text.into())],
        }
    }

    /// The whole text, if it is known.
    pub fn literal(&self) -> Option<String> {
        let texts = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => Some(&**text),
            Piece::Arn { .. } | Piece::Unknown => None,
        });
        texts.collect()
    }

    /// What it is known to begin with.
    pub fn start(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Literal(text)) => text,
            _ => "",
        }
    }
}

/// Who is meant.
#[derive(Clone, Debug)]
pub struct Principals<T> {
    /// Where it stands.
    pub tag: T,
    /// Where a `*` for everybody stands.
    pub everybody: Option<T>,
    /// Those who are named, by the type of their names.
    pub named: Vec<(PrincipalKind, Texts<T>)>,
    /// Whether there are more, which are not known.
    pub open: bool,
}

impl<T: Clone> Principals<T> {
    /// Adds those who are named; an account of `*` is everybody.
    pub fn name(&mut self, kind: PrincipalKind, mut who: Texts<T>) {
        if kind == PrincipalKind::Aws {
            let everybody = |text: &Text<T>| text.literal().is_some_and(|text| text == "*");
            if let Some(text) = who.items.iter().find(|text| everybody(text)) {
                self.everybody = Some(text.tag.clone());
            }
            who.items.retain(|text| !everybody(text));
        }
        if !who.items.is_empty() || who.open {
            self.named.push((kind, who));
        }
    }
}

impl<T> Principals<T> {
    /// Whether all of it is known.
    pub fn is_literal(&self) -> bool {
        !self.open && self.named.iter().all(|(_, texts)| texts.is_literal())
    }
}

/// The type of a principal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrincipalKind {
    /// An account, a role, a user.
    Aws,
    /// A service of AWS.
    Service,
    /// Who was authenticated elsewhere.
    Federated,
    /// The owner of a bucket, by its canonical ID.
    CanonicalUser,
}

impl PrincipalKind {
    /// All types.
    pub const ALL: [PrincipalKind; 4] = [
        PrincipalKind::Aws,
        PrincipalKind::Service,
        PrincipalKind::Federated,
        PrincipalKind::CanonicalUser,
    ];

    /// Its name in JSON.
    pub fn json(self) -> &'static str {
        match self {
            PrincipalKind::Aws => "AWS",
            PrincipalKind::Service => "Service",
            PrincipalKind::Federated => "Federated",
            PrincipalKind::CanonicalUser => "CanonicalUser",
        }
    }

    /// Its name in `policy!`.
    pub fn rust(self) -> &'static str {
        match self {
            PrincipalKind::Aws => "aws",
            PrincipalKind::Service => "service",
            PrincipalKind::Federated => "federated",
            PrincipalKind::CanonicalUser => "canonical_user",
        }
    }
}

/// A condition on one key.
#[derive(Clone, Debug)]
pub struct Condition<T> {
    /// Where the operator stands.
    pub tag: T,
    /// How the key's value is compared.
    pub operator: Operator,
    /// Whether several values are compared, one by one.
    pub is_set: bool,
    /// The key.
    pub key: Text<T>,
    /// What it is compared with.
    pub values: Texts<T>,
}
