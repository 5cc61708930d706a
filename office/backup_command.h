/*
 * presens backup FILE, presens restore FILE.
 */
#pragma once

int backup_command(int argc, char **argv);
int restore_command(int argc, char **argv);
