# SPDX-License-Identifier: MIT
#
# fixdep.awk - makes an object depend on the options it mentions, not on all of them.
#
# In: a compiler's dependency file, one rule. Out: the same rule with config.h (or
# config.asm) replaced by one file of deps/ for each CONFIG_NAME that appears in a file
# of the list, plus an empty rule per file, so that a deleted header is no error.
#
# -v deps=DIR: where kconfig.py keeps one file per option.
{
	sub(/\\$/, "")
	sub(/ : /, ": ") # as NASM writes it
	for (i = 1; i <= NF; i++)
		word[++words] = $i
}

# Headers of libraries and compiler: a new version of those means new flags.
function foreign(file)
{
	return file ~ /(^|\/)\.cache\/|^\/usr\//
}

function scan(file,   line)
{
	while ((getline line < file) > 0)
		while (match(line, /CONFIG_[A-Z0-9_]+/)) {
			option[substr(line, RSTART + 7, RLENGTH - 7)]
			line = substr(line, RSTART + RLENGTH)
		}
	close(file)
}

END {
	printf "%s", word[1]
	for (i = 2; i <= words; i++) {
		if (word[i] ~ /\/config\.(h|asm)$/ || foreign(word[i]))
			continue
		printf " \\\n  %s", word[i]
		scan(word[i])
	}
	for (name in option) {
		path = tolower(name)
		gsub(/_/, "/", path)
		printf " \\\n  $(wildcard %s/%s.h)", deps, path
	}
	print ""
	for (i = 3; i <= words; i++)
		if (word[i] !~ /\/config\.(h|asm)$/ && !foreign(word[i]))
			print word[i] ":"
}
