# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_diurnal_global_optspecs
    string join \n vault= passphrase-file= passphrase-fd= identity= journal= json plain quiet color= V/version verbose h/help
end

function __fish_diurnal_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_diurnal_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_diurnal_using_subcommand
    set -l cmd (__fish_diurnal_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c diurnal -n "__fish_diurnal_needs_command" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_needs_command" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_needs_command" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_needs_command" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_needs_command" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_needs_command" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_needs_command" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_needs_command" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_needs_command" -s V -l version -d 'Print the version'
complete -c diurnal -n "__fish_diurnal_needs_command" -l verbose -d 'With --version: what it was built from, its libraries, the formats it writes'
complete -c diurnal -n "__fish_diurnal_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "init" -d 'Make a new vault'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "demo" -d 'Try everything on a throw-away vault with a sample journal'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "add" -d 'Write one entry'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "write" -d 'Write a new entry in the editor'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "list" -d 'List entries, newest first'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "search" -d 'Find entries by their words'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "show" -d 'Show whole entries'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "on-this-day" -d 'What you wrote on this day in other years'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "random" -d 'Show an entry that chance chooses'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "calendar" -d 'How much there is of each day'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "stats" -d 'The journal in numbers: entries, words, days in a row, hours, tags, months'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "tags" -d 'List tags with how many entries have them'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "journals" -d 'List journals with how many entries they have'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "words" -d 'List the words that you added to the dictionaries, add some, take some out'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "edit" -d 'Change an entry'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "tag" -d 'Give tags to an entry (+tag), and take them away (-tag)'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "star" -d 'Give entries a star'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "move" -d 'Move entries to the journal named by --journal'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "delete" -d 'Delete entries; `undelete` brings them back'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "undelete" -d 'Bring deleted entries back'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "purge" -d 'Erase entries for ever, with every version, here and on the remotes'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "history" -d 'Show every version of an entry, oldest first'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "restore" -d 'Bring back a version of an entry (ID@REV), or a whole vault from a backup file'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "conflicts" -d 'List entries that two devices changed at once and that could not be merged'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "resolve" -d 'Settle an entry that two devices changed at once'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "drafts" -d 'List, show or drop what was kept because it could not be saved'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "sync" -d 'Exchange what is new with your remotes'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "remote" -d 'The git repositories that the journal is exchanged with'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "clone" -d 'Join a vault that a remote holds, as a new device'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "verify" -d 'Restore the remote\'s backup into an empty place and compare it with what is here'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "status" -d 'Show what there is, what is not synced, and when the backup was last proved'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "export" -d 'Write entries as Markdown, JSON Lines, HTML, text, or for Day One or jrnl'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "import" -d 'Read entries from a file or a folder'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "backup" -d 'Write the whole vault into one file, sealed'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "unlock" -d 'Keep the key for a while, so that reading asks nothing'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "lock" -d 'End the agent, so that reading needs the passphrase again'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "key" -d 'What opens the vault: passphrases, the recovery sheet'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "device" -d 'The devices that belong to the vault'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "doctor" -d 'Look after everything, and say what to do about what is not well'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "config" -d 'Where the settings are, whether they are understood, and what there is to set'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "completions" -d 'Print completions for a shell'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "man" -d 'Print a page of the manual, as roff'
complete -c diurnal -n "__fish_diurnal_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l remote -d 'Add a git remote, called origin' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l work-factor -d 'scrypt\'s work factor for the passphrase, 10 to 22' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l remote-unlock -d 'Whether the passphrase opens the vault from a remote too; auto: only one of generated words, which nobody can guess. Cannot be taken back' -r -f -a "auto\t'Only where guessing is hopeless'
always\t'Yes'
never\t'No: a new device joins by the recovery sheet'"
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l dir -d 'Where to put it, and leave it [default: a temporary folder, removed at the end]' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l at -d 'The moment it is about [default: now]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l title -d 'Its title, one line' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l tag -d 'A tag; may be given more than once' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l template -d 'A template to begin with; the words come where it says {{cursor}}, or at its end' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l star -d 'Give it a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l at -d 'The moment it is about [default: now]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l template -d 'A template to begin with' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l external -d 'Use $VISUAL or $EDITOR, on a memory file system and without its traces'
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand write" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l from -d 'From this day on (2024-02-29, yesterday, "3 weeks ago")' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l on -d 'On this day, or in this month or year (2024-02-29, 2024-02, 2024)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l tag -d 'With this tag; more than one: with all of them' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l not-tag -d 'Without this tag' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l has -d 'With something: attachment' -r -f -a "attachment\t'At least one attached file'"
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l to -d 'Up to this day, itself included' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l limit -d 'At most N entries; 0 is no limit' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l deleted -d 'Only deleted entries, which `undelete` brings back'
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l starred -d 'With a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l reverse -d 'Oldest first'
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l from -d 'From this day on (2024-02-29, yesterday, "3 weeks ago")' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l on -d 'On this day, or in this month or year (2024-02-29, 2024-02, 2024)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l tag -d 'With this tag; more than one: with all of them' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l not-tag -d 'Without this tag' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l has -d 'With something: attachment' -r -f -a "attachment\t'At least one attached file'"
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l to -d 'Up to this day, itself included' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l limit -d 'At most N entries; 0 is no limit' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l starred -d 'With a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l reverse -d 'Oldest first'
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l from -d 'From this day on (2024-02-29, yesterday, "3 weeks ago")' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l on -d 'On this day, or in this month or year (2024-02-29, 2024-02, 2024)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l tag -d 'With this tag; more than one: with all of them' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l not-tag -d 'Without this tag' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l has -d 'With something: attachment' -r -f -a "attachment\t'At least one attached file'"
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l to -d 'Up to this day, itself included' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l limit -d 'At most N entries; 0 is no limit' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l week -d 'The three days before and after it too'
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l starred -d 'With a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l reverse -d 'Oldest first'
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand on-this-day" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l from -d 'From this day on (2024-02-29, yesterday, "3 weeks ago")' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l on -d 'On this day, or in this month or year (2024-02-29, 2024-02, 2024)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l tag -d 'With this tag; more than one: with all of them' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l not-tag -d 'Without this tag' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l has -d 'With something: attachment' -r -f -a "attachment\t'At least one attached file'"
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l to -d 'Up to this day, itself included' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l starred -d 'With a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand random" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l from -d 'From this day on (2024-02-29, yesterday, "3 weeks ago")' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l on -d 'On this day, or in this month or year (2024-02-29, 2024-02, 2024)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l tag -d 'With this tag; more than one: with all of them' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l not-tag -d 'Without this tag' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l has -d 'With something: attachment' -r -f -a "attachment\t'At least one attached file'"
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l to -d 'Up to this day, itself included' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l starred -d 'With a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand calendar" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l from -d 'From this day on (2024-02-29, yesterday, "3 weeks ago")' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l on -d 'On this day, or in this month or year (2024-02-29, 2024-02, 2024)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l tag -d 'With this tag; more than one: with all of them' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l not-tag -d 'Without this tag' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l has -d 'With something: attachment' -r -f -a "attachment\t'At least one attached file'"
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l to -d 'Up to this day, itself included' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l starred -d 'With a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l from -d 'From this day on (2024-02-29, yesterday, "3 weeks ago")' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l on -d 'On this day, or in this month or year (2024-02-29, 2024-02, 2024)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l tag -d 'With this tag; more than one: with all of them' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l not-tag -d 'Without this tag' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l has -d 'With something: attachment' -r -f -a "attachment\t'At least one attached file'"
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l to -d 'Up to this day, itself included' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l starred -d 'With a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l alike -d 'Only those that may be one tag written in two ways: by a letter, a hyphen, a blank'
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand tags" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand journals" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -f -a "list" -d 'List them, in order'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -f -a "add" -d 'Add words: they are right from now on'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -f -a "remove" -d 'Take words out: the dictionaries decide about them again'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and not __fish_seen_subcommand_from list add remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from help" -f -a "list" -d 'List them, in order'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add words: they are right from now on'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Take words out: the dictionaries decide about them again'
complete -c diurnal -n "__fish_diurnal_using_subcommand words; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l title -d 'A new title; \'\' takes it away' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l at -d 'The moment it is about' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l remove -d 'Tags to take away; -TAG says the same' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand tag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l off -d 'Take the star away'
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand star" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand move" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand undelete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l confirm -d 'What would have to be typed: the id\'s first eight digits, or how many entries' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l refuse -d 'Take the purge of these entries back: shown again here, and sent to the others'
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l all -d 'All that were purged elsewhere and wait for a decision here'
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand purge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l diff -d 'What each version changed'
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l recovery-file -d 'Open the backup with the recovery sheet instead of the passphrase' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l work-factor -d 'scrypt\'s work factor for this device\'s own slot, 10 to 22 [default: that of the slot that the passphrase opens, else 18]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand conflicts" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l ours -d 'Take the version of this device'
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l theirs -d 'Take the version of the other device'
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l both -d 'Take both: merged where that can be, else one below the other; what can be said only once, such as the journal, as ours says it'
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l edit -d 'Write both together by hand, in $VISUAL or $EDITOR'
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -f -a "list" -d 'List what is kept, newest first'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -f -a "show" -d 'Print what is kept, byte for byte'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -f -a "drop" -d 'Drop what is kept, for ever'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and not __fish_seen_subcommand_from list show drop help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from drop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what is kept, newest first'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print what is kept, byte for byte'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from help" -f -a "drop" -d 'Drop what is kept, for ever'
complete -c diurnal -n "__fish_diurnal_using_subcommand drafts; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l remote -d 'Only this remote' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l plan -d 'Show what would come and go, by title, and do nothing'
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -f -a "add" -d 'Add a remote; it is looked at, and another vault\'s is refused'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -f -a "list" -d 'List the remotes with their last sync and last proof'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -f -a "reseed" -d 'Put back what a remote lost or changed'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -f -a "trust" -d 'Accept what a remote did where only a person can judge it'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -f -a "compact" -d 'Publish everything anew in few bundles'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -f -a "remove" -d 'Forget a remote; what it holds stays there'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and not __fish_seen_subcommand_from add list reseed trust compact remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l name -d 'What to call it' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from reseed" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l remote -d 'Of which remote; the only one where there is one, else origin' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l dry-run -d 'Say what it would give back, and do nothing'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from compact" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a remote; it is looked at, and another vault\'s is refused'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the remotes with their last sync and last proof'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "reseed" -d 'Put back what a remote lost or changed'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "trust" -d 'Accept what a remote did where only a person can judge it'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "compact" -d 'Publish everything anew in few bundles'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Forget a remote; what it holds stays there'
complete -c diurnal -n "__fish_diurnal_using_subcommand remote; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l recovery-file -d 'The recovery sheet, or a file with its key' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l invite-file -d 'The eight words of an invitation, from FILE' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l name -d 'What to call this device [default: its host name]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l work-factor -d 'scrypt\'s work factor for this device\'s own slot, 10 to 22 [default: that of the slot that the passphrase opens, else 18]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l invite -d 'Ask for the eight words of an invitation'
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand clone" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l remote -d 'Only this remote' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l local -d 'Only the store on this device: opens and compares everything in it'
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l quick -d 'Only where each chain stands, what a new device joins by, and one chain that chance picks, opened; never moves the proof\'s date'
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l format -d 'How to write them' -r -f -a "markdown\t'A file an entry, with YAML front matter'
json\t'A line an entry'
html\t'One page'
site\t'A page a month, and a first one'
dayone\t'A zip for Day One'
text\t'Plain text'
jrnl\t'The text that jrnl keeps'"
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l to -d 'Into which folder, made if absent; `-` is standard output (json, text, jrnl)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l mirror -d 'Keep this folder as a mirror: write only what changed since the last time' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l per -d 'How many entries share a Markdown file' -r -f -a "entry\t'Each entry has its own'
day\t'Those of a day'
month\t'Those of a month'
year\t'Those of a year'"
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l name -d 'How Markdown files are named, as \'{year}/{date}-{title}-{id}\'; also {month} {day} {hour} {minute} {time} {weekday} {journal}' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l until -d 'Up to this day, itself included; `--to` of the other commands' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l from -d 'From this day on (2024-02-29, yesterday, "3 weeks ago")' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l on -d 'On this day, or in this month or year (2024-02-29, 2024-02, 2024)' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l tag -d 'With this tag; more than one: with all of them' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l not-tag -d 'Without this tag' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l has -d 'With something: attachment' -r -f -a "attachment\t'At least one attached file'"
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l watch -d 'Go on until Ctrl-C, and renew the mirror whenever something was written or synced'
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l no-front-matter -d 'Write Markdown without the YAML in front'
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l check -d 'Read everything back and compare it'
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l starred -d 'With a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l zone -d 'Where the clock was that a form without zones was written by [default: here]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l source-passphrase-file -d 'Read the passphrase of a file that jrnl has encrypted from FILE; it is asked for else' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l dry-run -d 'Only count what would be done'
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l for -d 'For how long, whether anybody asks or not: 30m, 2h, "1h 30m"' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l recovery-file -d 'Open it with the recovery sheet instead of the passphrase' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand unlock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand lock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -f -a "status" -d 'List what opens the vault, and try nothing'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -f -a "doctor" -d 'Open each slot that can be opened, and say which could not be tried'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -f -a "passphrase" -d 'Change the passphrase of this device, and the one that opens the vault from a remote'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -f -a "rotate" -d 'Seal what is written from now on to a new key'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -f -a "recovery" -d 'Make a new recovery sheet; the one before opens nothing that is written later'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -f -a "add" -d 'Let another age recipient read the journal: a second person, an SSH key, a hardware key'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -f -a "remove" -d 'Take away what opens the vault: a recipient, a sheet, an invitation'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and not __fish_seen_subcommand_from status doctor passphrase rotate recovery add remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l recovery-file -d 'Try the recovery sheet' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l recovery-file -d 'Open the vault with the recovery sheet: the passphrase was forgotten' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l new-passphrase-file -d 'Read the new passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l work-factor -d 'scrypt\'s work factor for it, 10 to 22 [default: that of the one before]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l remote-unlock -d 'Whether the new passphrase opens the vault from a remote too. Cannot be taken back' -r -f -a "auto\t'Only where the one before did and diurnal made the new one'
always\t'Yes'
never\t'No: a new device joins by the recovery sheet'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from passphrase" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from recovery" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "status" -d 'List what opens the vault, and try nothing'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "doctor" -d 'Open each slot that can be opened, and say which could not be tried'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "passphrase" -d 'Change the passphrase of this device, and the one that opens the vault from a remote'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Seal what is written from now on to a new key'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "recovery" -d 'Make a new recovery sheet; the one before opens nothing that is written later'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "add" -d 'Let another age recipient read the journal: a second person, an SSH key, a hardware key'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Take away what opens the vault: a recipient, a sheet, an invitation'
complete -c diurnal -n "__fish_diurnal_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -f -a "list" -d 'List the devices, who admitted each, which were revoked, and open invitations'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -f -a "invite" -d 'Make eight words by which one new device joins'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -f -a "rename" -d 'Give a device another name'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -f -a "revoke" -d 'Take a lost or stolen device out of the vault'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and not __fish_seen_subcommand_from list invite rename revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from invite" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l new-passphrase-file -d 'Read the new passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l work-factor -d 'scrypt\'s work factor for it, 10 to 22 [default: that of the one before]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l remote-unlock -d 'Whether the new passphrase opens the vault from a remote too. Cannot be taken back' -r -f -a "auto\t'Only where the one before did and diurnal made the new one'
always\t'Yes'
never\t'No: a new device joins by the recovery sheet'"
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l with-admitted -d 'The devices that it admitted are revoked with it'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l keep-admitted -d 'The devices that it admitted remain'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the devices, who admitted each, which were revoked, and open invitations'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "invite" -d 'Make eight words by which one new device joins'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Give a device another name'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Take a lost or stolen device out of the vault'
complete -c diurnal -n "__fish_diurnal_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -f -a "path" -d 'Print where the settings file is, or belongs'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -f -a "check" -d 'Say whether the settings are understood; exit 2 with line and column where not'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -f -a "show" -d 'Print a settings file with every key, commented, at its default'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and not __fish_seen_subcommand_from path check show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "path" -d 'Print where the settings file is, or belongs'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Say whether the settings are understood; exit 2 with line and column where not'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print a settings file with every key, commented, at its default'
complete -c diurnal -n "__fish_diurnal_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l vault -d 'The vault to work in [default: default]' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l passphrase-file -d 'Read the passphrase from FILE; one final line end is dropped' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l passphrase-fd -d 'Read the passphrase from the open file descriptor N' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l identity -d 'Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin\'s' -r -F
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l journal -d 'The journal: where a new entry goes, which one to read' -r
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l list -d 'List the pages'
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l json -d 'Print JSON, an object a line'
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l plain -d 'Plain lines: no colour, no columns, and a line-by-line session instead of the full screen'
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -l quiet -d 'Say nothing that is no result and no error'
complete -c diurnal -n "__fish_diurnal_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "init" -d 'Make a new vault'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "demo" -d 'Try everything on a throw-away vault with a sample journal'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "add" -d 'Write one entry'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "write" -d 'Write a new entry in the editor'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "list" -d 'List entries, newest first'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "search" -d 'Find entries by their words'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "show" -d 'Show whole entries'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "on-this-day" -d 'What you wrote on this day in other years'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "random" -d 'Show an entry that chance chooses'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "calendar" -d 'How much there is of each day'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "stats" -d 'The journal in numbers: entries, words, days in a row, hours, tags, months'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "tags" -d 'List tags with how many entries have them'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "journals" -d 'List journals with how many entries they have'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "words" -d 'List the words that you added to the dictionaries, add some, take some out'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "edit" -d 'Change an entry'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "tag" -d 'Give tags to an entry (+tag), and take them away (-tag)'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "star" -d 'Give entries a star'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "move" -d 'Move entries to the journal named by --journal'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "delete" -d 'Delete entries; `undelete` brings them back'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "undelete" -d 'Bring deleted entries back'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "purge" -d 'Erase entries for ever, with every version, here and on the remotes'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "history" -d 'Show every version of an entry, oldest first'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "restore" -d 'Bring back a version of an entry (ID@REV), or a whole vault from a backup file'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "conflicts" -d 'List entries that two devices changed at once and that could not be merged'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "resolve" -d 'Settle an entry that two devices changed at once'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "drafts" -d 'List, show or drop what was kept because it could not be saved'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "sync" -d 'Exchange what is new with your remotes'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "remote" -d 'The git repositories that the journal is exchanged with'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "clone" -d 'Join a vault that a remote holds, as a new device'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "verify" -d 'Restore the remote\'s backup into an empty place and compare it with what is here'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "status" -d 'Show what there is, what is not synced, and when the backup was last proved'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "export" -d 'Write entries as Markdown, JSON Lines, HTML, text, or for Day One or jrnl'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "import" -d 'Read entries from a file or a folder'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "backup" -d 'Write the whole vault into one file, sealed'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "unlock" -d 'Keep the key for a while, so that reading asks nothing'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "lock" -d 'End the agent, so that reading needs the passphrase again'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "key" -d 'What opens the vault: passphrases, the recovery sheet'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "device" -d 'The devices that belong to the vault'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "doctor" -d 'Look after everything, and say what to do about what is not well'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "config" -d 'Where the settings are, whether they are understood, and what there is to set'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "completions" -d 'Print completions for a shell'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "man" -d 'Print a page of the manual, as roff'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and not __fish_seen_subcommand_from init demo add write list search show on-this-day random calendar stats tags journals words edit tag star move delete undelete purge history restore conflicts resolve drafts sync remote clone verify status export import backup unlock lock key device doctor config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from words" -f -a "list" -d 'List them, in order'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from words" -f -a "add" -d 'Add words: they are right from now on'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from words" -f -a "remove" -d 'Take words out: the dictionaries decide about them again'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from drafts" -f -a "list" -d 'List what is kept, newest first'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from drafts" -f -a "show" -d 'Print what is kept, byte for byte'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from drafts" -f -a "drop" -d 'Drop what is kept, for ever'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "add" -d 'Add a remote; it is looked at, and another vault\'s is refused'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "list" -d 'List the remotes with their last sync and last proof'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "reseed" -d 'Put back what a remote lost or changed'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "trust" -d 'Accept what a remote did where only a person can judge it'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "compact" -d 'Publish everything anew in few bundles'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from remote" -f -a "remove" -d 'Forget a remote; what it holds stays there'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "status" -d 'List what opens the vault, and try nothing'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "doctor" -d 'Open each slot that can be opened, and say which could not be tried'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "passphrase" -d 'Change the passphrase of this device, and the one that opens the vault from a remote'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "rotate" -d 'Seal what is written from now on to a new key'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "recovery" -d 'Make a new recovery sheet; the one before opens nothing that is written later'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "add" -d 'Let another age recipient read the journal: a second person, an SSH key, a hardware key'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "remove" -d 'Take away what opens the vault: a recipient, a sheet, an invitation'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "list" -d 'List the devices, who admitted each, which were revoked, and open invitations'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "invite" -d 'Make eight words by which one new device joins'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "rename" -d 'Give a device another name'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "revoke" -d 'Take a lost or stolen device out of the vault'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "path" -d 'Print where the settings file is, or belongs'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Say whether the settings are understood; exit 2 with line and column where not'
complete -c diurnal -n "__fish_diurnal_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Print a settings file with every key, commented, at its default'
