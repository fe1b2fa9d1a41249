/* What a program does to names and to the medium, in order: loaded before the C library.
 *
 * Each line of the file that RECORDED_IN names is one of
 *   file PATH             a file was opened that may be new
 *   directory PATH        a directory was made
 *   moved PATH TO PATH    (the parts are divided by tabs)
 *   synced PATH           fsync or fdatasync came back without an error
 * Where RECORDED_FAILS is set, the syncs of what has it in its path fail with EIO.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void note(const char *what, const char *path, const char *to)
{
    char line[2 * PATH_MAX + 32];
    const char *name = getenv("RECORDED_IN");
    int before = errno;
    int length = snprintf(line, sizeof line, to ? "%s\t%s\t%s\n" : "%s\t%s\n", what, path, to);
    int log = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_APPEND | O_CREAT, 0600)
                   : -1;
    if (log >= 0) {
        if (write(log, line, (size_t)length) != length)
            abort();
        close(log);
    }
    errno = before;
}

/* The path of a name that is relative to an open directory, or to where the program is. */
static void whole(char *out, int directory, const char *name)
{
    char link[64];
    ssize_t length = 0;
    if (name[0] != '/') {
        if (directory == AT_FDCWD)
            snprintf(link, sizeof link, "/proc/self/cwd");
        else
            snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        length = readlink(link, out, PATH_MAX - 1);
        if (length < 0)
            length = 0;
        if (*name)
            out[length++] = '/';
    }
    snprintf(out + length, (size_t)(PATH_MAX - length), "%s", name);
}

static int synced(const char *call, int descriptor)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, call);
    char path[PATH_MAX];
    const char *fails = getenv("RECORDED_FAILS");
    whole(path, descriptor, "");
    if (fails && *fails && strstr(path, fails)) {
        errno = EIO;
        return -1;
    }
    int result = real(descriptor);
    if (result == 0)
        note("synced", path, NULL);
    return result;
}

int fsync(int descriptor) { return synced("fsync", descriptor); }
int fdatasync(int descriptor) { return synced("fdatasync", descriptor); }

static int moved(int from_in, const char *from, int to_in, const char *to)
{
    char before[PATH_MAX], after[PATH_MAX];
    whole(before, from_in, from);
    whole(after, to_in, to);
    int result = (int)syscall(SYS_renameat2, from_in, from, to_in, to, 0);
    if (result == 0)
        note("moved", before, after);
    return result;
}

int rename(const char *from, const char *to) { return moved(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int from_in, const char *from, int to_in, const char *to)
{
    return moved(from_in, from, to_in, to);
}

static int made_directory(int in, const char *name, mode_t mode)
{
    char path[PATH_MAX];
    int result = (int)syscall(SYS_mkdirat, in, name, mode);
    if (result == 0) {
        whole(path, in, name);
        note("directory", path, NULL);
    }
    return result;
}

int mkdir(const char *name, mode_t mode) { return made_directory(AT_FDCWD, name, mode); }
int mkdirat(int in, const char *name, mode_t mode) { return made_directory(in, name, mode); }

static int opened(int in, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    int result = (int)syscall(SYS_openat, in, name, flags, mode);
    if (result >= 0 && (flags & O_CREAT)) {
        whole(path, in, name);
        note("file", path, NULL);
    }
    return result;
}

#define MODE(last)                                                                                 \
    mode_t mode = 0;                                                                               \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                           \
        va_list rest;                                                                              \
        va_start(rest, last);                                                                      \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

int open(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int openat(int in, const char *name, int flags, ...) { MODE(flags) return opened(in, name, flags, mode); }
int openat64(int in, const char *name, int flags, ...) { MODE(flags) return opened(in, name, flags, mode); }
