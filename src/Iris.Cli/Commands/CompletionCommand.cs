using System.CommandLine;

namespace Iris.Cli.Commands;

/// <summary><c>iris completion</c>: the shell completes commands and options.</summary>
internal static class CompletionCommand
{
    private const string Details = """
        Examples:
          source <(iris completion bash)     put this line into ~/.bashrc
          source <(iris completion zsh)      into ~/.zshrc, after compinit
          iris completion fish | source      into ~/.config/fish/config.fish

        Exit codes: 0 done, 2 wrong usage.
        """;

    private const string Bash = """
        _iris() {
            local candidates
            candidates=$(iris complete --position "$COMP_POINT" "$COMP_LINE" 2> /dev/null)
            mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _iris iris
        """;

    private const string Zsh = """
        _iris() {
            local -a candidates
            candidates=("${(@f)$(iris complete --position "$CURSOR" "$BUFFER" 2> /dev/null)}")
            [[ -n "$candidates" ]] && compadd -- $candidates
            _files
        }
        compdef _iris iris
        """;

    private const string Fish = """
        complete -c iris -a '(iris complete --position (commandline -C) (commandline -b) 2> /dev/null)'
        """;

    private static readonly Argument<string> Shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." }
        .AcceptOnlyFromAmong("bash", "zsh", "fish");

    private static readonly Option<int> Position = new("--position");
    private static readonly Argument<string> Line = new("LINE");

    public static Command Create()
    {
        var command = new Verb("completion", "Prints a script by which a shell completes the commands and options of iris, and the names of files.", Details) { Shell };
        command.SetAction(static options => Console.Out.WriteLine(options.GetValue(Shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }

    /// <summary><c>iris complete</c>, which the scripts ask and nobody else.</summary>
    public static Command CreateAnswering(Command iris)
    {
        var command = new Command("complete") { Position, Line };
        command.Hidden = true;
        command.SetAction(options =>
        {
            string line = options.GetValue(Line)!;

            // The first word is this program, by whatever name or path.
            int begin = line.IndexOf(' ', StringComparison.Ordinal) + 1;
            string rest = begin == 0 ? "" : line[begin..];
            int position = Math.Clamp(options.GetValue(Position) - begin, 0, rest.Length);
            foreach (var completion in iris.Parse(rest).GetCompletions(position))
            {
                Console.Out.WriteLine(completion.Label);
            }
        });
        return command;
    }
}
