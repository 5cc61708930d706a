#include "base/memory.h"

#include <malloc.h>

enum { KEPT_BYTES = 8 << 20, MAPPED_BYTES = 4 << 20, STEP_BYTES = 1 << 20 };

void memory_keep(void)
{
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    mallopt(M_TOP_PAD, STEP_BYTES);
}
