# bash completion for throughline; words come from the program's own help, so they are always right
_throughline_commands() {
    throughline --help 2>/dev/null | awk '/^Subcommands:/ { on = 1; next } on && /^  [a-z]/ { print $1 }'
}

_throughline_options() {
    throughline "$@" --help 2>/dev/null | grep -oE -e '--[a-z][a-z-]*' | sort -u
}

_throughline() {
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local command=""
    [ "$COMP_CWORD" -gt 1 ] && [[ ${COMP_WORDS[1]} != -* ]] && command=${COMP_WORDS[1]}
    case $previous in
        --store) mapfile -t COMPREPLY < <(compgen -f -X '!*.throughline' -- "$word"; compgen -d -- "$word"); return ;;
        --out | --shot | --map | --key-file) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    esac
    if [[ $word == -* ]]; then
        if [ -n "$command" ]; then
            mapfile -t COMPREPLY < <(compgen -W "$(_throughline_options "$command")" -- "$word")
        else
            mapfile -t COMPREPLY < <(compgen -W "--help --version --demo --shot" -- "$word")
        fi
    elif [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_throughline_commands)" -- "$word"; compgen -f -X '!*.throughline' -- "$word"; compgen -d -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -o filenames -F _throughline throughline
