//! Every mistake that the compiler reports: the message, and on which line and column.

#[test]
fn mistakes_are_reported_where_they_are() {
    let cases = std::fs::read_dir("tests/compile_fail").expect("the cases");
    let count = cases
        .filter(|case| {
            case.as_ref()
                .is_ok_and(|case| case.path().extension().is_some_and(|e| e == "rs"))
        })
        .count();
    assert!(count >= 60, "{count} cases");
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
