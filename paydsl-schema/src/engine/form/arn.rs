//! ARNs and the IDs of accounts.

use super::super::judgement::Judgement;

/// An ARN as the AWS provider checks it. Of an empty text some arguments say that nothing is given.
pub(super) fn arn(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    let [partition, _service, region, account, resource] = match sections(text) {
        Ok(sections) => sections,
        Err(why) => return Judgement::because(why),
    };
    if !is_partition(partition) {
        return Judgement::because("its partition, the second part, is `aws` or begins with `aws-`");
    }
    if !region.is_empty() && !is_region(region) {
        return Judgement::because("its region, the fourth part, is none");
    }
    if !account.is_empty() && !is_account(account) {
        return Judgement::because("its account, the fifth part, has twelve digits");
    }
    if resource.is_empty() {
        return Judgement::because("it names no resource");
    }
    Judgement::Valid
}

/// An ARN, whatever its parts hold.
pub(super) fn parts(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    match sections(text) {
        Ok(_) => Judgement::Valid,
        Err(why) => Judgement::because(why),
    }
}

pub(super) fn account_id(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    Judgement::certain(is_account_number(text))
}

/// What stands behind `arn:`.
fn sections(text: &str) -> Result<[&str; 5], &'static str> {
    let rest = text.strip_prefix("arn:").ok_or("it does not begin with `arn:`")?;
    let mut sections = rest.splitn(5, ':');
    let mut next = || sections.next().ok_or("it has fewer than six parts");
    Ok([next()?, next()?, next()?, next()?, next()?])
}

/// `aws(-[a-z]+)*`
fn is_partition(text: &str) -> bool {
    let mut words = text.split('-');
    words.next() == Some("aws") && words.all(is_word)
}

/// `[a-z]{2}(-[a-z]+)+-\d{1,2}`
fn is_region(text: &str) -> bool {
    let words: Vec<&str> = text.split('-').collect();
    let [country, middle @ .., number] = words.as_slice() else {
        return false;
    };
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    country.len() == 2 && is_word(country) && !middle.is_empty() && middle.iter().all(|word| is_word(word)) && is_number
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_account(text: &str) -> bool {
    is_account_number(text)
        || ["aws", "aws-managed", "third-party", "aws-marketplace"].contains(&text)
        || text.starts_with("cw") && text.chars().count() == 12 && !text.contains('\n')
}

fn is_account_number(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn arns_are_those_of_the_provider() {
        table(
            arn,
            &[
                "arn:aws:s3:::b",
                "arn:aws:s3:us-east-10:123456789012:x",
                "arn:aws:s3:eu-isoe-west-1::x",
                "arn:aws-us-gov:s3:::b",
                "arn:aws::::x",
                "arn:aws-iso-b:a:::b:c:d",
                "arn:aws:a::cwabcdefghij:x",
                "arn:aws:a::aws:x",
                "arn:aws:iam::123456789012:role/ö",
            ],
            &[
                "x",
                "arn",
                "arn:aws:s3",
                "arn:aws:s3:us-east-100::x",
                "arn:aws:s3:mars-1::x",
                "arn:aws:s3:us-1::x",
                "arn:aws:s3:global::x",
                "arn:aws1:a:::x",
                "arn:aws-:a:::x",
                "arn:AWS:s3:::x",
                "arn:aws:a:US-east-1::x",
                "arn:aws:iam::12:role/x",
                "arn:aws:iam::1234567890123:role/x",
                "arn:aws:iam::123456789012:",
                " arn:aws:s3:::b",
                "ARN:aws:s3:::b",
            ],
            &[""],
        );
        table(
            parts,
            &["arn:a:b:c:d:", "arn:AWS:b:c:d:e:f"],
            &["arn:a:b:c:d", "x"],
            &[""],
        );
    }

    #[test]
    fn account_ids_have_twelve_digits() {
        table(
            account_id,
            &["123456789012", "000000000000"],
            &[
                "12345678901",
                "1234567890123",
                "12345678901a",
                "١٢٣٤٥٦٧٨٩٠١٢",
                "123456789012\n",
            ],
            &[""],
        );
    }

    proptest! {
        /// The provider's own expressions, in another implementation.
        #[test]
        fn parts_match_the_provider_s_expressions(text in "(aws|us|eu|[a-z-]{0,3})(-[a-z]{0,3}){0,3}-?[0-9]{0,13}|cw.{9,11}") {
            let matches = |pattern: &str| regex::Regex::new(pattern).expect("a pattern").is_match(&text);
            prop_assert_eq!(is_partition(&text), matches("^aws(-[a-z]+)*$"));
            prop_assert_eq!(is_region(&text), matches(r"^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$"));
            prop_assert_eq!(
                is_account(&text),
                matches(r"^(aws|aws-managed|third-party|aws-marketplace|[0-9]{12}|cw.{10})$")
            );
        }
    }
}
