//! Functions with fixed arguments and types.

use super::call;
use crate::value::{Any, Bool, IntoValue, List, Map, Num, Set, Str, Value};

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $ty:ty),*) -> $returns:ty;)*) => {
        /// The names of the functions in this file.
        pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];

        $(
            $(#[$doc])*
            pub fn $name($($parameter: impl IntoValue<$ty>),*) -> Value<$returns> {
                call(stringify!($name), vec![$($parameter.into_value().id()),*], false)
            }
        )*
    };
}

functions! {
    /// The absolute value of a number.
    abs(num: Num) -> Num;
    /// A path made absolute, from the directory terraform runs in.
    abspath(path: Str) -> Str;
    /// Whether every element is true; true for an empty list.
    alltrue(list: List<Bool>) -> Bool;
    /// Whether some element is true; false for an empty list.
    anytrue(list: List<Bool>) -> Bool;
    /// The text that a Base64 text stands for; it has to be UTF-8.
    base64decode(text: Str) -> Str;
    /// The Base64 of a text's UTF-8 bytes.
    base64encode(text: Str) -> Str;
    /// The Base64 of a text compressed with gzip.
    base64gzip(text: Str) -> Str;
    /// The SHA-256 digest of a text, in Base64.
    base64sha256(text: Str) -> Str;
    /// The SHA-512 digest of a text, in Base64.
    base64sha512(text: Str) -> Str;
    /// The last part of a path.
    basename(path: Str) -> Str;
    /// The nearest whole number that is not below a number.
    ceil(num: Num) -> Num;
    /// A text without the line breaks at its end.
    chomp(text: Str) -> Str;
    /// The address of host number `hostnum` in a network.
    cidrhost(prefix: Str, hostnum: Num) -> Str;
    /// The netmask of an IPv4 network, in dotted form.
    cidrnetmask(prefix: Str) -> Str;
    /// Network number `netnum` of those that are `newbits` bits longer than `prefix`.
    cidrsubnet(prefix: Str, newbits: Num, netnum: Num) -> Str;
    /// A list without its empty and null strings.
    compact(list: List<Str>) -> List<Str>;
    /// A path without its last part.
    dirname(path: Str) -> Str;
    /// Whether a text ends with `suffix`.
    endswith(text: Str, suffix: Str) -> Bool;
    /// The content of a file, which has to be UTF-8 and there before the run. Relative paths start where terraform runs.
    file(path: Str) -> Str;
    /// The content of a file, in Base64.
    filebase64(path: Str) -> Str;
    /// The SHA-256 digest of a file, in Base64.
    filebase64sha256(path: Str) -> Str;
    /// The SHA-512 digest of a file, in Base64.
    filebase64sha512(path: Str) -> Str;
    /// Whether there is a file at a path.
    fileexists(path: Str) -> Bool;
    /// The MD5 digest of a file, in hexadecimal.
    filemd5(path: Str) -> Str;
    /// The files below a directory that match a pattern, relative to it.
    fileset(path: Str, pattern: Str) -> Set<Str>;
    /// The SHA-1 digest of a file, in hexadecimal.
    filesha1(path: Str) -> Str;
    /// The SHA-256 digest of a file, in hexadecimal.
    filesha256(path: Str) -> Str;
    /// The SHA-512 digest of a file, in hexadecimal.
    filesha512(path: Str) -> Str;
    /// The nearest whole number that is not above a number.
    floor(num: Num) -> Num;
    /// A timestamp in another form, such as `"YYYY-MM-DD"`.
    formatdate(format: Str, time: Str) -> Str;
    /// A text whose lines, but for the first, start with that many spaces more.
    indent(spaces: Num, text: Str) -> Str;
    /// The value that a JSON text stands for.
    jsondecode(text: Str) -> Any;
    /// The logarithm of a number to a base.
    log(num: Num, base: Num) -> Num;
    /// A text in lower case.
    lower(text: Str) -> Str;
    /// The MD5 digest of a text, in hexadecimal.
    md5(text: Str) -> Str;
    /// A path with `~` at its start replaced by the home directory.
    pathexpand(path: Str) -> Str;
    /// The time of the plan, in RFC 3339, UTC. It differs in every plan.
    plantimestamp() -> Str;
    /// A number to a power.
    pow(num: Num, power: Num) -> Num;
    /// The first match of a pattern: a text, or the captures as a list or object. An error if there is none.
    regex(pattern: Str, text: Str) -> Any;
    /// All matches of a pattern.
    regexall(pattern: Str, text: Str) -> List<Any>;
    /// A text with every `substring`, or `/pattern/`, replaced.
    replace(text: Str, substring: Str, replacement: Str) -> Str;
    /// The text behind an RSA ciphertext in Base64.
    rsadecrypt(ciphertext: Str, private_key: Str) -> Str;
    /// The SHA-1 digest of a text, in hexadecimal.
    sha1(text: Str) -> Str;
    /// The SHA-256 digest of a text, in hexadecimal.
    sha256(text: Str) -> Str;
    /// The SHA-512 digest of a text, in hexadecimal.
    sha512(text: Str) -> Str;
    /// -1, 0 or 1 by the sign of a number.
    signum(num: Num) -> Num;
    /// A list of strings, sorted.
    sort(list: List<Str>) -> List<Str>;
    /// The pieces of a text between separators.
    split(separator: Str, text: Str) -> List<Str>;
    /// Whether a text starts with `prefix`.
    startswith(text: Str, prefix: Str) -> Bool;
    /// Whether a text has `substring` in it.
    strcontains(text: Str, substring: Str) -> Bool;
    /// A text with its characters in reverse order.
    strrev(text: Str) -> Str;
    /// The characters from `offset`, `length` of them, or to the end with -1.
    substr(text: Str, offset: Num, length: Num) -> Str;
    /// The sum of a list of numbers, which must not be empty.
    sum(list: List<Num>) -> Num;
    /// A template that is itself a value, with the variables of an object.
    templatestring(template: Str, vars: Any) -> Str;
    /// A file as a template, with the variables of an object.
    templatefile(path: Str, vars: Any) -> Str;
    /// The text that a Base64 text stands for in an encoding such as `"UTF-16LE"`.
    textdecodebase64(source: Str, encoding: Str) -> Str;
    /// The Base64 of a text in an encoding.
    textencodebase64(text: Str, encoding: Str) -> Str;
    /// A timestamp moved by a duration such as `"1h30m"`.
    timeadd(timestamp: Str, duration: Str) -> Str;
    /// -1, 0 or 1: which of two timestamps is earlier.
    timecmp(first: Str, second: Str) -> Num;
    /// The time of evaluation, in RFC 3339, UTC. Known only when applied, and different each time.
    timestamp() -> Str;
    /// A text with the first letter of each word in upper case.
    title(text: Str) -> Str;
    /// A map of lists turned over: what were elements are keys.
    transpose(values: Map<List<Str>>) -> Map<List<Str>>;
    /// A text without the characters of `cutset` at both ends.
    trim(text: Str, cutset: Str) -> Str;
    /// A text without `prefix`, if it starts with it.
    trimprefix(text: Str, prefix: Str) -> Str;
    /// A text without the white space at both ends.
    trimspace(text: Str) -> Str;
    /// A text without `suffix`, if it ends with it.
    trimsuffix(text: Str, suffix: Str) -> Str;
    /// A text in upper case.
    upper(text: Str) -> Str;
    /// A text as it stands in a URL.
    urlencode(text: Str) -> Str;
    /// A random UUID, different each time.
    uuid() -> Str;
    /// The UUID of a name in a namespace such as `"dns"`.
    uuidv5(namespace: Str, name: Str) -> Str;
    /// The value that a YAML text stands for.
    yamldecode(text: Str) -> Any;
    /// A value as JSON.
    jsonencode(value: Any) -> Str;
    /// A value as YAML.
    yamlencode(value: Any) -> Str;
    /// A value as a bool.
    tobool(value: Any) -> Bool;
    /// A value as a number.
    tonumber(value: Any) -> Num;
    /// A value as a string.
    tostring(value: Any) -> Str;
    /// Whether an expression can be evaluated without an error.
    can(expression: Any) -> Bool;
    /// Whether a value is marked sensitive.
    issensitive(value: Any) -> Bool;
}
