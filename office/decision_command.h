/* `presens approve N` and `presens return N --note …`: the office's word on a flagged submission. */
#pragma once

int approve_command(int argc, char **argv);
int return_command(int argc, char **argv);
int undo_command(int argc, char **argv);
