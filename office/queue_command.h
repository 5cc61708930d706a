/* `presens queue` and `presens show N`: what waits for the office, and one submission of it in full. */
#pragma once

int queue_command(int argc, char **argv);
int show_command(int argc, char **argv);
