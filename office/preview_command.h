/* presens preview: the answers that would go out, as files. */
#pragma once

int preview_command(int argc, char **argv);
