//! What a resource that is not shown belongs to.

use super::families::{Role, role};
use super::resources::{ORDER, Resource};

/// For each resource the one that is shown for it: itself, what it belongs to, or none.
pub(super) fn owners(resources: &[Resource]) -> Vec<Option<usize>> {
    let fold = Fold {
        roles: resources.iter().map(|resource| role(&resource.kind)).collect(),
        users: users(resources),
        resources,
    };
    let found = (0..resources.len()).map(|number| fold.owner(number, &mut Vec::new()));
    let found: Vec<Option<usize>> = found.collect();
    (0..resources.len())
        .map(|number| found[number].or_else(|| fold.of_component(number)))
        .collect()
}

/// For each resource those that refer to it, the ones that only wait for it last.
fn users(resources: &[Resource]) -> Vec<Vec<usize>> {
    let mut users = vec![Vec::new(); resources.len()];
    for only_order in [false, true] {
        for (user, resource) in resources.iter().enumerate() {
            for used in &resource.uses {
                if (used.argument == ORDER) == only_order && !users[used.target].contains(&user) {
                    users[used.target].push(user);
                }
            }
        }
    }
    users
}

/// So many words, the provider and the service, make two types kin.
const KIN: usize = 2;

struct Fold<'r> {
    roles: Vec<Role>,
    users: Vec<Vec<usize>>,
    resources: &'r [Resource],
}

impl Fold<'_> {
    /// `below` are the parts that are being placed, each of which may belong to this one.
    fn owner(&self, number: usize, below: &mut Vec<usize>) -> Option<usize> {
        let arguments = match self.roles[number] {
            Role::Shown(_) | Role::Silent(_) | Role::Place => return Some(number),
            Role::Hidden => return None,
            Role::Part(arguments) | Role::Quiet(arguments) => arguments,
        };
        if below.contains(&number) {
            return None;
        }
        below.push(number);
        let owner = self
            .first(self.named(number, arguments), below)
            .or_else(|| self.first(self.of_its_kind(number), below))
            .or_else(|| self.first(self.users_of_its_kind(number), below))
            .or_else(|| self.first(self.shown_users(number), below))
            .or_else(|| self.first(self.other_users(number), below));
        // The rest suggests something only where nothing below waits for a better answer.
        let owner = owner.or_else(|| match below.len() {
            1 => self.first(self.shown_uses(number), below),
            _ => None,
        });
        below.pop();
        owner
    }

    fn first(&self, candidates: Vec<usize>, below: &mut Vec<usize>) -> Option<usize> {
        candidates
            .into_iter()
            .find_map(|candidate| self.owner(candidate, below))
    }

    /// What the family's arguments refer to, in the family's order.
    fn named(&self, number: usize, arguments: &[&str]) -> Vec<usize> {
        let uses = &self.resources[number].uses;
        let of = |argument: &&str| {
            let argument = (*argument).to_owned();
            uses.iter()
                .filter(move |used| used.argument == argument)
                .map(|used| used.target)
        };
        arguments.iter().flat_map(of).collect()
    }

    /// What it refers to whose type begins like its own: the nearest in kind first.
    fn of_its_kind(&self, number: usize) -> Vec<usize> {
        let mut candidates: Vec<usize> = self.uses(number);
        candidates.retain(|candidate| self.kinship(number, *candidate) >= KIN);
        candidates.sort_by_key(|candidate| std::cmp::Reverse(self.kinship(number, *candidate)));
        candidates
    }

    /// A route table belongs to the subnet that it is associated with, and not to what uses its routes.
    fn users_of_its_kind(&self, number: usize) -> Vec<usize> {
        let mut users = self.other_users(number);
        users.retain(|user| self.kinship(number, *user) >= KIN);
        users
    }

    fn shown_users(&self, number: usize) -> Vec<usize> {
        self.users[number]
            .iter()
            .copied()
            .filter(|user| self.is_shown(*user))
            .collect()
    }

    fn other_users(&self, number: usize) -> Vec<usize> {
        let mut users: Vec<usize> = self.users[number].clone();
        users.retain(|user| !self.is_shown(*user));
        users.sort_by_key(|user| std::cmp::Reverse(self.kinship(number, *user)));
        users
    }

    fn shown_uses(&self, number: usize) -> Vec<usize> {
        self.uses(number)
            .into_iter()
            .filter(|used| self.is_shown(*used))
            .collect()
    }

    fn uses(&self, number: usize) -> Vec<usize> {
        let uses = self.resources[number].uses.iter();
        uses.filter(|used| used.argument != ORDER)
            .map(|used| used.target)
            .collect()
    }

    fn is_shown(&self, number: usize) -> bool {
        matches!(self.roles[number], Role::Shown(_) | Role::Silent(_))
    }

    /// How many words their types have in common from the start.
    fn kinship(&self, one: usize, other: usize) -> usize {
        let words = |number: usize| self.resources[number].kind.split('_');
        words(one)
            .zip(words(other))
            .take_while(|(one, other)| one == other)
            .count()
    }

    /// The first that is shown of the same component.
    fn of_component(&self, number: usize) -> Option<usize> {
        let part = &self.resources[number];
        if matches!(self.roles[number], Role::Hidden) || part.component.is_empty() {
            return None;
        }
        (0..self.resources.len()).find(|candidate| {
            let other = &self.resources[*candidate];
            self.is_shown(*candidate) && other.stack == part.stack && other.component == part.component
        })
    }
}
