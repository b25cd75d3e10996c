//! The nearest names to one that does not exist.

/// At most three of `candidates` that `name` may have meant, nearest first; none if nothing is near.
///
/// Typing mistakes count by edit distance; a name whose words are there in another order, or with one left out, is near
/// as well.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let words = sorted_words(&name);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&name, &words, candidate)?, candidate)))
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// Whether `candidate` is what `name` was meant to be but for a slip of the fingers: at most three edits, and fewer than a
/// third of the name.
pub fn is_slip(name: &str, candidate: &str) -> bool {
    let edits = strsim::osa_distance(name, candidate);
    edits <= 3 && edits * 3 <= name.len().max(3)
}

fn sorted_words(name: &str) -> Vec<&str> {
    let mut words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// How far a candidate is, in thirds of an edit, or nothing if it is too far to be meant.
fn distance(name: &str, words: &[&str], candidate: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    let most = match name.len() {
        0..=2 => 1,
        3..=5 => 2,
        length => (length / 4).clamp(2, 5),
    };
    if name.len().abs_diff(candidate.len()) <= most {
        let edits = strsim::osa_distance(name, candidate);
        if edits <= most && edits < name.len() {
            return Some(edits * 3);
        }
    }
    let other = sorted_words(candidate);
    if words.len() > 1 && words == other.as_slice() {
        return Some(4);
    }
    // One word more or less, as in `security_groups` for `vpc_security_group_ids`, or `db` for `db_instance`.
    let (few, many) = if words.len() < other.len() {
        (words, other.as_slice())
    } else {
        (other.as_slice(), words)
    };
    let is_part = !few.is_empty() && few.iter().all(|word| many.iter().any(|long| long.starts_with(*word)));
    (is_part && many.len() - few.len() <= 1 && few.iter().map(|word| word.len()).sum::<usize>() >= 4)
        .then(|| 6 + (many.len() - few.len()) * 3)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn typing_mistakes_are_near() {
        assert_eq!(suggest("cidr_blok", ["cidr_block", "tags", "id"]), ["cidr_block"]);
        assert_eq!(
            suggest("aws_vcp", ["aws_vpc", "aws_vpn", "aws_sqs_queue"]),
            ["aws_vpc", "aws_vpn"]
        );
        assert_eq!(suggest("Tags", ["tags"]), ["tags"]);
    }

    #[test]
    fn words_in_another_order_or_left_out_are_near() {
        assert_eq!(suggest("block_cidr", ["cidr_block", "ipv6"]), ["cidr_block"]);
        assert_eq!(
            suggest("security_group_ids", ["vpc_security_group_ids", "name"]),
            ["vpc_security_group_ids"]
        );
    }

    #[test]
    fn what_is_far_is_not_suggested() {
        assert!(suggest("frobnicate", ["cidr_block", "tags"]).is_empty());
        assert!(suggest("", ["a"]).is_empty());
        assert!(suggest("x", ["y"]).is_empty());
    }
}
