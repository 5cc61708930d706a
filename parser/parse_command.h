/*
 * The command `presens parse`: one mail in, its JSON object out.
 */
#pragma once

/* argv[0] is the command itself; gives the exit status. The name for messages is g_get_prgname(). */
int parse_command(int argc, char **argv);
