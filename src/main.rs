//! The `diurnal` binary: hands the arguments to [`diurnal::cli`] and the outcome to the shell.

/// Freed memory is wiped, so that text does not outlive its use (diurnal-security(7)).
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() {
    diurnal::agent::harden();
}
