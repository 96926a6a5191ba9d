# SPDX-License-Identifier: MIT
# The library in apps/shell/ (shell.h), for the programs that link it.
shell-objects := shell.o parse.o parse_words.o expand.o glob.o run.o call.o job.o options.o io.o files.o script.o table.o \
	interact.o complete.o line.o line_keys.o line_draw.o line_history.o line_complete.o utf8.o
shell-objects += tree.o cmd_folder.o cmd_list.o cmd_file.o cmd_copy.o cmd_move.o cmd_remove.o cmd_text.o cmd_grep.o \
	cmd_system.o cmd_memory.o cmd_power.o cmd_disk.o cmd_language.o
shell-net-objects := network.o cmd_net.o cmd_net_table.o cmd_net_ping.o cmd_net_set.o cmd_net_tcp.o cmd_net_http.o \
	../httpsget/http_response.o
shell-objects += $(if $(CONFIG_SHELL_NET),$(shell-net-objects))
