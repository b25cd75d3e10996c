//! For terminals: a line for each running stack that stays at the bottom, and above it what terraform says.
//!
//! With one stack its output scrolls by as it comes. With several, that of each is shown in one piece when it is over,
//! so that plans and errors of different stacks do not mix.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::{Counts, Progress, Stream};
use crate::cli::terraform::without_colours;

pub(super) struct Live {
    screen: Arc<Mutex<Screen>>,
}

struct Screen {
    stacks: Vec<Row>,
    /// How many live lines are on the screen.
    shown: usize,
    width: usize,
}

struct Row {
    name: String,
    /// What it is at and since when; none before and after.
    phase: Option<(String, Instant)>,
    counts: Counts,
    held: String,
}

impl Live {
    pub(super) fn new(names: &[String]) -> Self {
        let row = |name: &String| Row {
            name: name.clone(),
            phase: None,
            counts: Counts::default(),
            held: String::new(),
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let screen = Arc::new(Mutex::new(Screen {
            stacks: names.iter().map(row).collect(),
            shown: 0,
            width: columns.unwrap_or(80),
        }));
        let watched = Arc::downgrade(&screen);
        std::thread::spawn(move || tick(&watched));
        Live { screen }
    }

    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Redraws the elapsed times until the display is dropped.
fn tick(screen: &Weak<Mutex<Screen>>) {
    loop {
        std::thread::sleep(Duration::from_millis(250));
        let Some(screen) = screen.upgrade() else { return };
        screen.lock().unwrap_or_else(PoisonError::into_inner).draw("");
    }
}

impl Progress for Live {
    fn phase(&self, stack: usize, phase: &str) {
        let mut screen = self.screen();
        let row = &mut screen.stacks[stack];
        let since = row.phase.take().map_or_else(Instant::now, |(_, since)| since);
        row.phase = Some((phase.to_owned(), since));
        screen.draw("");
    }

    fn line(&self, stack: usize, _: Stream, line: &str) {
        let mut screen = self.screen();
        let is_only = screen.stacks.len() == 1;
        let row = &mut screen.stacks[stack];
        row.counts.see(&without_colours(line));
        if is_only {
            screen.draw(&format!("{line}\n"));
        } else {
            row.held.push_str(line);
            row.held.push('\n');
        }
    }

    fn over(&self, stack: usize, summary: &str) {
        let mut screen = self.screen();
        let row = &mut screen.stacks[stack];
        row.phase = None;
        let held = std::mem::take(&mut row.held);
        let text = if held.is_empty() {
            format!("{}: {summary}\n", row.name)
        } else {
            format!("── {0} ──\n{held}{0}: {summary}\n", row.name)
        };
        screen.draw(&text);
    }
}

impl Screen {
    /// Puts `text` above the live lines and draws these again.
    fn draw(&mut self, text: &str) {
        let mut all = String::new();
        if self.shown > 0 {
            let _ = write!(all, "\x1b[{}A\x1b[J", self.shown);
        }
        all.push_str(text);
        let running = self.stacks.iter().filter_map(|row| row.live(self.width));
        let mut shown = 0;
        for line in running {
            all.push_str(&line);
            all.push('\n');
            shown += 1;
        }
        self.shown = shown;
        let mut out = std::io::stdout().lock();
        // A terminal that is gone does not stop terraform.
        let _ = out.write_all(all.as_bytes()).and_then(|()| out.flush());
    }
}

impl Row {
    fn live(&self, width: usize) -> Option<String> {
        let (phase, since) = self.phase.as_ref()?;
        let seconds = since.elapsed().as_secs();
        let mut line = format!("{}: {phase} {}", self.name, elapsed(seconds));
        if self.counts.total > 0 {
            let _ = write!(line, ", {}/{}", self.counts.done, self.counts.total);
        }
        if !self.counts.activity.is_empty() {
            let _ = write!(line, ", {}", self.counts.activity);
        }
        // A line that wraps would leave half of itself behind.
        Some(line.chars().take(width.saturating_sub(1)).collect())
    }
}

/// `5s`, `2m05s`.
pub(crate) fn elapsed(seconds: u64) -> String {
    match seconds / 60 {
        0 => format!("{seconds}s"),
        minutes => format!("{minutes}m{:02}s", seconds % 60),
    }
}
