//! Provider schemas as data: the archive, what it answers, and suggestions.
