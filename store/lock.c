#include "store/lock.h"
#include "store/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define PAUSE_MS    50
#define PATIENCE_MS 2000

int store_lock(const char *path, GError **error)
{
    g_autofree char *name = g_strconcat(path, ".lock", NULL);
    int lock = private_file_make(name) ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (lock < 0) {
        fail(error, ERROR_CONFIGURATION, "key 'path' in [store]: cannot open %s: %s", name,
             g_strerror(errno));
        return -1;
    }
    for (int waited = 0; waited <= PATIENCE_MS; waited += PAUSE_MS) {
        if (flock(lock, LOCK_EX | LOCK_NB) == 0)
            return lock;
        g_usleep(PAUSE_MS * 1000);
    }
    close(lock);
    fail(error, ERROR_STORE_BUSY, "another presens is at work on %s", path);
    return -1;
}
