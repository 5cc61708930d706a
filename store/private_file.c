#include "store/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool give_to_owner_of_folder(int fd, const char *path)
{
    struct stat folder;
    g_autofree char *name = g_path_get_dirname(path);
    return geteuid() != 0 || (stat(name, &folder) == 0 && fchown(fd, folder.st_uid, folder.st_gid) == 0);
}

bool private_file_make(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return errno == EEXIST;
    bool good = give_to_owner_of_folder(fd, path);
    int why = errno;
    close(fd);
    errno = why;
    return good;
}
