//! Bytes of a secret in memory that is never swapped out, and wiped when dropped.

use std::fmt;

use zeroize::Zeroize;

/// Locks are counted by pages, so that two secrets must never share one. 16 KiB is the largest
/// page in common use (Apple's); on smaller ones this locks a few more.
const PAGE_BYTES: usize = 16 << 10;

/// A secret of a fixed length in pages of its own, locked where the system allows it.
///
/// There is no `Clone`, and `Debug` prints the length only.
pub struct LockedBytes {
    /// Dropped before `block`: pages are unlocked while they are still ours. `Drop` wipes first.
    guard: Option<region::LockGuard>,
    /// Never grown, so that it never moves and leaves a copy behind.
    block: Vec<u8>,
    start: usize,
    length: usize,
}

impl LockedBytes {
    /// `length` zeros, to be filled in place.
    pub fn zeroed(length: usize) -> Self {
        let pages_bytes = length.max(1).next_multiple_of(PAGE_BYTES);
        let block = vec![0; pages_bytes + PAGE_BYTES];
        let start = block.as_ptr().align_offset(PAGE_BYTES);
        let pages = block.get(start..start + pages_bytes);
        let guard = pages.and_then(|pages| region::lock(pages.as_ptr(), pages.len()).ok());
        Self {
            guard,
            start: start.min(PAGE_BYTES),
            block,
            length,
        }
    }

    /// A copy of `bytes`; the caller wipes its own.
    pub fn copy_of(bytes: &[u8]) -> Self {
        let mut locked = Self::zeroed(bytes.len());
        locked.expose_mut().copy_from_slice(bytes);
        locked
    }

    /// The secret, for the moment of its use.
    pub fn expose(&self) -> &[u8] {
        self.block
            .get(self.start..self.start + self.length)
            .unwrap_or_default()
    }

    /// The secret, to be filled in place.
    pub fn expose_mut(&mut self) -> &mut [u8] {
        self.block
            .get_mut(self.start..self.start + self.length)
            .unwrap_or_default()
    }

    /// Whether the system keeps it out of the swap. Where it refuses (RLIMIT_MEMLOCK), the secret
    /// is kept all the same, and `doctor` says so.
    pub fn is_locked(&self) -> bool {
        self.guard.is_some()
    }
}

impl Drop for LockedBytes {
    fn drop(&mut self) {
        self.block.as_mut_slice().zeroize();
        drop(self.guard.take());
    }
}

impl fmt::Debug for LockedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LockedBytes({} bytes)", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_is_not_printed() {
        for length in [0, 1, 74, PAGE_BYTES, PAGE_BYTES + 1] {
            let bytes: Vec<u8> = (0..=255).cycle().take(length).collect();
            let locked = LockedBytes::copy_of(&bytes);
            assert_eq!(locked.expose(), bytes);
            assert_eq!(
                format!("{locked:?}"),
                format!("LockedBytes({length} bytes)")
            );
        }
    }

    #[test]
    fn two_secrets_share_no_page() {
        let first = LockedBytes::copy_of(b"one");
        let second = LockedBytes::copy_of(b"two");
        let page = |locked: &LockedBytes| locked.expose().as_ptr() as usize / PAGE_BYTES;
        assert_ne!(page(&first), page(&second));
        assert_eq!(first.expose().as_ptr() as usize % PAGE_BYTES, 0);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_kernel_says_that_it_is_locked() {
        let locked = LockedBytes::copy_of(b"secret");
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmLck:"));
        let nothing = line.is_none_or(|line| line.contains(" 0 kB"));
        // Where RLIMIT_MEMLOCK is 0 the flag says so, and the secret is kept all the same.
        assert_eq!(locked.is_locked(), !nothing, "{line:?}");
    }
}
