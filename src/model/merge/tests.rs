//! Laws of the merge that need no more than a few versions.
