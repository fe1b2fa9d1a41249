/* A disk that fails, for one program: loaded before the C library (LD_PRELOAD).
 *
 * Each variable names a token; the reads of every file whose path contains it
 *   FAULTY_EIO        fail with EIO, always
 *   FAULTY_EIO_ONCE   fail with EIO the first time, and are fine from then on
 *   FAULTY_FLIP_ONCE  give one wrong bit in the first byte the first time
 *   FAULTY_HANG       do not come back before FAULTY_STATE holds a file "go-on"
 *   FAULTY_STOP_ONCE  stop the process that asks, the first time
 * "The first time" is once for each file, whichever process reads it: FAULTY_STATE is a directory
 * that holds what has happened.
 *
 * A question that must not wait (RWF_NOWAIT) is no read: it is let through.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 0x00000008
#endif

static int is_meant(const char *variable, const char *path)
{
    const char *token = getenv(variable);
    return token && *token && strstr(path, token) != NULL;
}

/* Whether this happens to the file for the first time; it is noted before it happens. */
static int is_first(const char *kind, int descriptor)
{
    char note[PATH_MAX];
    struct stat status;
    const char *state = getenv("FAULTY_STATE");
    if (!state || fstat(descriptor, &status) != 0)
        return 0;
    snprintf(note, sizeof note, "%s/%s-%ju-%ju", state, kind, (uintmax_t)status.st_dev,
             (uintmax_t)status.st_ino);
    int made = open(note, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (made < 0)
        return 0;
    close(made);
    return 1;
}

static int may_go_on(void)
{
    char name[PATH_MAX];
    const char *state = getenv("FAULTY_STATE");
    snprintf(name, sizeof name, "%s/go-on", state ? state : "");
    return access(name, F_OK) == 0;
}

/* Return 1 where the read must fail, and *flip where its first byte must be wrong. */
static int fails(int descriptor, int *flip)
{
    char link[64], path[PATH_MAX];
    int kept = errno;
    *flip = 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (length <= 0)
        return 0;
    path[length] = '\0';
    if (is_meant("FAULTY_HANG", path)) {
        is_first("hang", descriptor);
        while (!may_go_on())
            usleep(5000);
    }
    if (is_meant("FAULTY_STOP_ONCE", path) && is_first("stop", descriptor))
        raise(SIGSTOP);
    if (is_meant("FAULTY_EIO", path) ||
        (is_meant("FAULTY_EIO_ONCE", path) && is_first("eio", descriptor))) {
        errno = EIO;
        return 1;
    }
    *flip = is_meant("FAULTY_FLIP_ONCE", path) && is_first("flip", descriptor);
    errno = kept;
    return 0;
}

static void *next(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}

static ssize_t flipped(ssize_t count, void *buffer, int flip)
{
    if (flip && count > 0)
        *(unsigned char *)buffer ^= 1;
    return count;
}

static void *first_of(const struct iovec *parts, int number)
{
    for (int each = 0; each < number; each++)
        if (parts[each].iov_len)
            return parts[each].iov_base;
    return NULL;
}

/* name, the rest of its parameters, how it is called on, where the first byte goes, its flags */
#define FAULTY(name, parameters, arguments, buffer, flags)                                         \
    ssize_t name parameters                                                                        \
    {                                                                                              \
        static ssize_t(*real) parameters;                                                          \
        int flip = 0;                                                                              \
        if (!real)                                                                                 \
            real = (ssize_t(*) parameters)next(#name);                                             \
        if (!((flags) & RWF_NOWAIT) && fails(descriptor, &flip))                                   \
            return -1;                                                                             \
        return flipped(real arguments, buffer, flip);                                              \
    }

FAULTY(read, (int descriptor, void *to, size_t size), (descriptor, to, size), to, 0)
FAULTY(pread, (int descriptor, void *to, size_t size, off_t at), (descriptor, to, size, at), to, 0)
FAULTY(pread64, (int descriptor, void *to, size_t size, off64_t at), (descriptor, to, size, at),
       to, 0)
FAULTY(readv, (int descriptor, const struct iovec *parts, int number),
       (descriptor, parts, number), first_of(parts, number), 0)
FAULTY(preadv, (int descriptor, const struct iovec *parts, int number, off_t at),
       (descriptor, parts, number, at), first_of(parts, number), 0)
FAULTY(preadv64, (int descriptor, const struct iovec *parts, int number, off64_t at),
       (descriptor, parts, number, at), first_of(parts, number), 0)
FAULTY(preadv2, (int descriptor, const struct iovec *parts, int number, off_t at, int how),
       (descriptor, parts, number, at, how), first_of(parts, number), how)
FAULTY(preadv64v2, (int descriptor, const struct iovec *parts, int number, off64_t at, int how),
       (descriptor, parts, number, at, how), first_of(parts, number), how)
