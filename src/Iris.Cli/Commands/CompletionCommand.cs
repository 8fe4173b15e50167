using System.CommandLine;

namespace Iris.Cli.Commands;

/// <summary><c>iris completion</c>: the shell completes commands, options and their values.</summary>
internal static class CompletionCommand
{
    private const string Details = """
        Examples:
          source <(iris completion bash)
              a line for ~/.bashrc
          source <(iris completion zsh)
              a line for ~/.zshrc, below the one with compinit
          iris completion fish | source
              a line for ~/.config/fish/config.fish

        Exit codes: 0 done, 2 wrong usage, 4 a bug of iris.
        """;

    // Each hands over the line as far as the cursor. Where iris has nothing to say, the name of a file is meant.
    private const string Bash = """
        _iris() {
            mapfile -t COMPREPLY < <(iris complete -- "${COMP_LINE:0:COMP_POINT}" 2> /dev/null)
        }
        complete -o default -F _iris iris
        """;

    private const string Zsh = """
        _iris() {
            local -a found
            found=("${(@f)$(iris complete -- "${words[1,CURRENT]}" 2> /dev/null)}")
            if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
        }
        compdef _iris iris
        """;

    private const string Fish = """
        function __iris_complete
            set -l found (iris complete -- (commandline -cp | string collect) 2> /dev/null)
            if set -q found[1]
                printf '%s\n' $found
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c iris -f -a '(__iris_complete)'
        """;

    private static readonly Argument<string> Shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." }
        .AcceptOnlyFromAmong("bash", "zsh", "fish");

    private static readonly Argument<string> Line = new("LINE");

    public static Command Create()
    {
        var command = new Verb("completion", "Prints a script by which a shell completes commands, options and the names of files.", Details) { Shell };
        command.SetAction(static options => Console.Out.WriteLine(options.GetValue(Shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }

    /// <summary><c>iris complete</c>, which the scripts ask and nobody else.</summary>
    /// <param name="iris">The command line whose parts it names.</param>
    public static Command CreateAnswering(Command iris)
    {
        var command = new Command("complete") { Line };
        command.Hidden = true;
        command.SetAction(options =>
        {
            // The first word is this program, by whatever name or path.
            string line = options.GetValue(Line)!;
            string rest = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            string begun = line[(line.LastIndexOf(' ') + 1)..];
            foreach (var completion in iris.Parse(rest).GetCompletions(rest.Length))
            {
                // Options only where one is begun: most words are names of files.
                if (completion.Label.StartsWith(begun, StringComparison.Ordinal) && completion.Label.StartsWith('-') == begun.StartsWith('-'))
                {
                    Console.Out.WriteLine(completion.Label);
                }
            }
        });
        return command;
    }
}
