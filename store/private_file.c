#include "store/private_file.h"
#include "base/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool give_to_owner(int fd, const char *folder)
{
    struct stat found;
    return geteuid() != 0 || (stat(folder, &found) == 0 && fchown(fd, found.st_uid, found.st_gid) == 0);
}

bool private_file_make(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return errno == EEXIST;
    g_autofree char *folder = g_path_get_dirname(path);
    bool good = give_to_owner(fd, folder) && durable_sync(folder);
    int why = errno;
    close(fd);
    errno = why;
    return good;
}
