using Spectre.Console;

namespace Iris.Cli.Output;

/// <summary>What people see. Colours and bars are for terminals alone, and colours not where NO_COLOR is set.</summary>
internal static class Terminal
{
    // Wide enough for every row that is not on a terminal: whoever reads it there would find torn lines.
    private const int UnboundWidth = 10_000;

    /// <summary>Prints a table to standard output.</summary>
    public static void Print(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            IAnsiConsole plain = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
            plain.Profile.Width = UnboundWidth;
            plain.Write(table.Border(TableBorder.None));
        }
        else
        {
            AnsiConsole.Write(table.Border(TableBorder.Rounded));
        }
    }

    /// <summary>Does long work behind a bar on standard error, if that is a terminal.</summary>
    /// <param name="label">What is done.</param>
    /// <param name="count">How many parts it has. Few are done before anybody could look.</param>
    /// <param name="work">Does it, and calls what it is given after each part.</param>
    public static async Task<T> WithBarAsync<T>(string label, int count, Func<Action, Task<T>> work)
    {
        const int few = 16;
        if (Console.IsErrorRedirected || count < few)
        {
            return await work(static () => { });
        }

        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(progress =>
            {
                ProgressTask bar = progress.AddTask(label, maxValue: count);
                return work(() => bar.Increment(1));
            });
    }
}
