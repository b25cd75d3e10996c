//! What goes to stdout, of which `println!` would panic when nobody reads it any more, as in `list | head -n 1`.

/// Like `println!`, and silent when there is nobody to tell.
macro_rules! outln {
    ($($argument:tt)*) => {{
        let _ = std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{}\n", format_args!($($argument)*)));
    }};
}

/// Like `print!`, and silent when there is nobody to tell.
macro_rules! out {
    ($($argument:tt)*) => {{
        let _ = std::io::Write::write_fmt(&mut std::io::stdout(), format_args!($($argument)*));
    }};
}

pub(crate) use {out, outln};
