/* What the system would draw by chance, for a simulation that must repeat itself: every thread that
 * begins draws the same numbers. Loaded in front of the C library by LD_PRELOAD; the generator is that of
 * chance.rs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>

static long (*next_syscall)(long, ...);
static __thread uint64_t state;

static unsigned char drawn(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (unsigned char)(z ^ (z >> 31));
}

ssize_t getrandom(void *bytes, size_t count, unsigned flags)
{
    (void)flags;
    for (size_t at = 0; at < count; at++)
        ((unsigned char *)bytes)[at] = drawn();
    return (ssize_t)count;
}

int getentropy(void *bytes, size_t count)
{
    getrandom(bytes, count, 0);
    return 0;
}

__attribute__((constructor)) static void begin(void)
{
    next_syscall = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
}

/* Some crates ask the kernel by its number. */
long syscall(long number, ...)
{
    long with[6];
    va_list given;
    va_start(given, number);
    for (int at = 0; at < 6; at++)
        with[at] = va_arg(given, long);
    va_end(given);
    if (number == SYS_getrandom)
        return getrandom((void *)with[0], (size_t)with[1], (unsigned)with[2]);
    return next_syscall(number, with[0], with[1], with[2], with[3], with[4], with[5]);
}
