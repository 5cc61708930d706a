/* `presens groups` and `presens group NUMBER`: the register. */
#pragma once

int groups_command(int argc, char **argv);
int group_command(int argc, char **argv);
