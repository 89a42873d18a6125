//! Bundles on the user's git remote: the only room that names `git2`.
