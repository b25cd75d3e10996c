//! Sweeps a provider: `sweep BINARY ARCHIVE JOURNAL PROCESSES OUT [TYPE...]`.
use paydsl_miner::sweep::{Options, sweep};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [binary, archive, journal, processes, out, only @ ..] = arguments.as_slice() else {
        return Err("sweep BINARY ARCHIVE JOURNAL PROCESSES OUT [TYPE...]".into());
    };
    let archive = paydsl_schema::Archive::open(archive.as_ref())?;
    let options = Options {
        binary: binary.into(),
        journal: journal.into(),
        processes: processes.parse()?,
        most_memory: 1 << 30,
        only: only.to_vec(),
    };
    let swept = sweep(&archive, &options, &|line| eprintln!("{line}"))?;
    std::fs::write(out, serde_json::to_vec_pretty(&swept.mined)?)?;
    let mut unread: Vec<_> = swept.unread.iter().collect();
    unread.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), (*kind).clone()));
    for (kind, count) in unread {
        println!("{count:6} {kind:?}");
    }
    for doubt in &swept.doubtful {
        println!("doubt {doubt}");
    }
    println!("{} calls", swept.calls);
    Ok(())
}
