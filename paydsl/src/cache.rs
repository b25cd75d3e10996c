//! Where paydsl keeps what can be made again.

use std::path::PathBuf;

/// `PAYDSL_CACHE_DIR`, or `paydsl` in the user's cache directory; none where no variable says where that is.
pub(crate) fn directory() -> Option<PathBuf> {
    directory_by(&|name| std::env::var_os(name).map(PathBuf::from))
}

fn directory_by(variable: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name| variable(name).filter(|path| path.is_absolute());
    absolute("PAYDSL_CACHE_DIR").or_else(|| {
        let cache = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
        Some(cache.join("paydsl"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_where_the_user_says() {
        let directory = |set: &[(&str, &str)]| {
            let set: Vec<_> = set
                .iter()
                .map(|(name, value)| ((*name).to_owned(), PathBuf::from(value)))
                .collect();
            directory_by(&|name| {
                set.iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, value)| value.clone())
            })
        };
        assert_eq!(
            directory(&[("HOME", "/home/a")]),
            Some(PathBuf::from("/home/a/.cache/paydsl"))
        );
        assert_eq!(
            directory(&[("HOME", "/home/a"), ("XDG_CACHE_HOME", "/c")]),
            Some(PathBuf::from("/c/paydsl"))
        );
        assert_eq!(
            directory(&[("HOME", "/home/a"), ("PAYDSL_CACHE_DIR", "/p")]),
            Some(PathBuf::from("/p"))
        );
        // A relative one would be another place in each directory.
        assert_eq!(
            directory(&[("HOME", "/home/a"), ("XDG_CACHE_HOME", "c")]),
            Some("/home/a/.cache/paydsl".into())
        );
        assert_eq!(directory(&[]), None);
    }
}
