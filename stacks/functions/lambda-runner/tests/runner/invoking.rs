//! Invocations, and all the ways in which they end.

use lambda_runner::{Code, Error, FunctionError, Setup};
use serde_json::{Value, json};

use crate::world::{FUNCTION, World};

const ECHO: &str = r#"
import os
served = 0
def handler(event, context):
    global served
    served += 1
    if event == "fail":
        raise ValueError("no such payment")
    if event == "exit":
        os._exit(3)
    if event == "hang":
        import time; time.sleep(60)
    print("served", event)
    names = ["GREETING", "AWS_LAMBDA_FUNCTION_NAME", "_X_AMZN_TRACE_ID", "AWS_REGION", "HOME"]
    return {
        "event": event,
        "pid": os.getpid(),
        "served": served,
        "id": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "left": context.get_remaining_time_in_millis(),
        "variables": {name: os.environ.get(name) for name in names},
    }
"#;

fn failure(outcome: Result<Value, Error>) -> FunctionError {
    match outcome {
        Err(Error::Function(error)) => error,
        other => panic!("no failure of the function: {other:?}"),
    }
}

#[tokio::test]
async fn a_function_runs_as_it_is_deployed() {
    let world = World::new();
    let runner = world.python(ECHO).await.start().await.expect("a runner");
    let first = runner.invoke(FUNCTION, &json!({"a": 1})).await.expect("an answer");
    let second = runner.invoke(FUNCTION, &json!("two")).await.expect("an answer");

    assert_eq!(first["event"], json!({"a": 1}));
    let variables = &first["variables"];
    assert_eq!(variables["GREETING"], "deployed");
    assert_eq!(variables["AWS_LAMBDA_FUNCTION_NAME"], FUNCTION);
    assert_eq!(variables["AWS_REGION"], "us-east-1");
    assert_eq!(
        variables["HOME"],
        Value::Null,
        "nothing of this machine's environment is passed on"
    );
    assert!(
        variables["_X_AMZN_TRACE_ID"]
            .as_str()
            .is_some_and(|id| id.starts_with("Root=1-"))
    );
    assert_eq!(
        first["arn"],
        format!("arn:aws:lambda:us-east-1:123456789012:function:{FUNCTION}")
    );
    assert!(
        first["left"].as_u64().is_some_and(|left| (1000..=3000).contains(&left)),
        "{first}"
    );

    assert_eq!(
        (&second["pid"], &second["served"]),
        (&first["pid"], &json!(2)),
        "the process is warm"
    );
    assert_ne!(second["id"], first["id"]);
    assert_eq!(runner.logged(FUNCTION).expect("a log"), "served {'a': 1}\nserved two\n");
    let measured = &runner.report().0[0];
    assert_eq!(
        (
            measured.invocations.count,
            measured.cold_starts.count,
            measured.failures
        ),
        (2, 1, 0)
    );
    assert!(measured.cold_starts.max > measured.invocations.p50, "{measured:?}");
    assert_eq!(measured.own_times, measured.invocations, "it asks AWS for nothing");
}

#[tokio::test]
async fn the_callers_variables_go_before_the_deployed() {
    let world = World::new();
    let setup = world.python(ECHO).await.variable("GREETING", "local");
    let runner = setup.start().await.expect("a runner");
    let answer = runner.invoke(FUNCTION, &json!(1)).await.expect("an answer");
    assert_eq!(answer["variables"]["GREETING"], "local");
}

#[tokio::test]
async fn a_failure_is_told_and_the_process_goes_on() {
    let world = World::new();
    let runner = world.python(ECHO).await.start().await.expect("a runner");
    let error = failure(runner.invoke(FUNCTION, &json!("fail")).await);
    assert_eq!(
        (error.error_type.as_str(), error.error_message.as_str()),
        ("ValueError", "no such payment")
    );
    let next = runner.invoke(FUNCTION, &json!(1)).await.expect("an answer");
    assert_eq!(next["served"], 2);
}

#[tokio::test]
async fn a_process_that_ends_fails_its_invocation_and_is_replaced() {
    let world = World::new();
    let runner = world.python(ECHO).await.start().await.expect("a runner");
    let error = failure(runner.invoke(FUNCTION, &json!("exit")).await);
    assert_eq!(error.error_type, FunctionError::EXIT);
    assert!(
        error
            .error_message
            .ends_with("Runtime exited with error: exit status 3"),
        "{error}"
    );
    let next = runner.invoke(FUNCTION, &json!(1)).await.expect("an answer");
    assert_eq!(next["served"], 1);
    assert_eq!(runner.report().0[0].cold_starts.count, 2);
}

#[tokio::test]
async fn a_function_that_takes_too_long_is_killed() {
    let world = World::new();
    let runner = world.python(ECHO).await.start().await.expect("a runner");
    let before = runner.invoke(FUNCTION, &json!(1)).await.expect("an answer");
    let error = failure(runner.invoke(FUNCTION, &json!("hang")).await);
    assert_eq!(error.error_type, FunctionError::TIMEOUT);
    assert!(
        error.error_message.ends_with("Task timed out after 3.00 seconds"),
        "{error}"
    );
    let process = format!("/proc/{}", before["pid"]);
    assert!(!std::path::Path::new(&process).exists(), "{process} still runs");
    let next = runner.invoke(FUNCTION, &json!(1)).await.expect("an answer");
    assert_eq!(next["served"], 1);
}

#[tokio::test]
async fn no_more_processes_run_than_allowed() {
    const SLOW: &str = r#"
import os, time
def handler(event, context):
    begun = time.monotonic()
    time.sleep(0.2)
    return {"pid": os.getpid(), "begun": begun, "ended": time.monotonic()}
"#;
    let world = World::new();
    let runner = world.python(SLOW).await.concurrency(3).start().await.expect("a runner");
    let events: Vec<_> = (0..12).map(|number| json!(number)).collect();
    let mut running = tokio::task::JoinSet::new();
    for event in events {
        let runner = runner.clone();
        running.spawn(async move { runner.invoke(FUNCTION, &event).await.expect("an answer") });
    }
    let answers = running.join_all().await;
    let moment = |answer: &Value, name: &str| answer[name].as_f64().expect("a time");
    let mut processes: Vec<_> = answers.iter().map(|answer| answer["pid"].as_u64()).collect();
    processes.sort_unstable();
    processes.dedup();
    assert_eq!(processes.len(), 3);
    for answer in &answers {
        let begun = moment(answer, "begun");
        let beside = answers
            .iter()
            .filter(|other| moment(other, "begun") <= begun && begun < moment(other, "ended"));
        assert!(beside.count() <= 3);
        let same = answers.iter().filter(|other| other["pid"] == answer["pid"]);
        let overlapping = same.filter(|other| moment(other, "begun") < begun && begun < moment(other, "ended"));
        assert_eq!(overlapping.count(), 0, "one invocation at a time");
    }
}

#[tokio::test]
async fn a_function_that_cannot_start_says_why() {
    let world = World::new();
    let runner = world
        .python("import no_such_module")
        .await
        .start()
        .await
        .expect("a runner");
    let error = failure(runner.invoke(FUNCTION, &json!(1)).await);
    assert_eq!(error.error_type, "ModuleNotFoundError");

    let ends = world.programs.executable("raise SystemExit(4)");
    let setup = Setup::new(world.emulator.clone()).function(FUNCTION, Code::Executable(ends));
    let runner = setup.start().await.expect("a runner");
    let error = failure(runner.invoke(FUNCTION, &json!(1)).await);
    assert!(error.error_message.ends_with("exit status 4"), "{error}");
    assert_eq!(runner.report().0[0].failed_starts, 1);

    let setup = Setup::new(world.emulator.clone()).function(FUNCTION, Code::Executable("/no/such/program".into()));
    let runner = setup.start().await.expect("a runner");
    let error = runner.invoke(FUNCTION, &json!(1)).await.expect_err("an error");
    assert!(error.to_string().contains("/no/such/program"), "{error}");
}

#[tokio::test]
async fn only_deployed_functions_run() {
    let world = World::new();
    let setup = Setup::new(world.emulator.clone()).function(FUNCTION, Code::Executable("unused".into()));
    let Err(error) = setup.start().await else {
        panic!("it starts")
    };
    assert!(matches!(error, Error::Refused { status: 404, .. }), "{error}");

    let runner = Setup::new(world.emulator.clone()).start().await.expect("a runner");
    let error = runner.invoke(FUNCTION, &json!(1)).await.expect_err("an error");
    assert!(error.to_string().contains(FUNCTION), "{error}");
}

/// A program of our own that tries what a runtime must not do, and answers with the statuses it got.
const UNRULY: &str = r#"
import http.client, json, os
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
def ask(method, path, body=None):
    api.request(method, "/2018-06-01/runtime/" + path, body)
    answer = api.getresponse()
    return answer, answer.read()
while True:
    next, event = ask("GET", "invocation/next")
    own = "invocation/" + next.headers["Lambda-Runtime-Aws-Request-Id"]
    if event == b'"not JSON"':
        ask("POST", own + "/response", "<html>")
        continue
    statuses = [
        ask("POST", "invocation/another/response", "{}")[0].status,
        ask("POST", own + "/response", b"x" * (6 * 1024 * 1024 + 101))[0].status,
        ask("GET", "exit")[0].status,
    ]
    ask("POST", own + "/response", json.dumps(statuses))
    late = ask("POST", own + "/response", "{}")[0].status
    print(late, flush=True)
"#;

#[tokio::test]
async fn a_program_that_breaks_the_rules_is_refused() {
    let world = World::new();
    world.deploy("bootstrap").await;
    let program = world.programs.executable(UNRULY);
    let setup = Setup::new(world.emulator.clone()).function(FUNCTION, Code::Executable(program));
    let runner = setup.start().await.expect("a runner");
    let statuses = runner.invoke(FUNCTION, &json!(1)).await.expect("an answer");
    assert_eq!(statuses, json!([400, 413, 404]));
    let error = failure(runner.invoke(FUNCTION, &json!("not JSON")).await);
    assert_eq!(error.error_type, FunctionError::NOT_JSON);
    assert_eq!(
        runner.logged(FUNCTION).expect("a log"),
        "400\n",
        "an invocation is answered once"
    );
}
