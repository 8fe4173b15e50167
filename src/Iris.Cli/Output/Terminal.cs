using System.Buffers;
using Spectre.Console;

namespace Iris.Cli.Output;

/// <summary>What people see. Colours and bars are for terminals alone, and colours not where NO_COLOR is set.</summary>
internal static class Terminal
{
    // Wide enough for every row that is not on a terminal: whoever reads it there would find torn lines.
    private const int UnboundWidth = 10_000;

    private const int ColumnGap = 2;

    // Marks and overrides of the direction of writing, by which a name can look like another.
    private static readonly SearchValues<char> Reversing = SearchValues.Create("\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>A text from elsewhere, such as a file's name, without what a terminal would obey: it may come from somebody who means harm.</summary>
    public static string Harmless(string text) => string.Create(text.Length, text, static (harmless, text) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            harmless[i] = char.IsControl(text[i]) || Reversing.Contains(text[i]) ? '\uFFFD' : text[i];
        }
    });

    /// <summary>Prints why a command cannot be carried out, in a line, to standard error.</summary>
    public static Task ComplainAsync(string message) => Console.Error.WriteLineAsync(Harmless(message.ReplaceLineEndings(" ")));

    /// <summary>A table without lines, whose first column gets what the others leave of a narrow terminal.</summary>
    /// <param name="columns">What the columns are called, and whether they hold numbers.</param>
    public static Table TableOf(params (string Name, bool IsNumber)[] columns)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach ((int i, (string name, bool isNumber)) in columns.Index())
        {
            table.AddColumn(new TableColumn(new Text(name, new Style(decoration: Decoration.Bold)))
            {
                Alignment = isNumber ? Justify.Right : Justify.Left,
                NoWrap = i > 0,
                Padding = new Padding(0, 0, i < columns.Length - 1 ? ColumnGap : 0, 0),
            });
        }

        return table;
    }

    /// <summary>Prints a table to standard output.</summary>
    public static void Print(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            IAnsiConsole plain = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
            plain.Profile.Width = UnboundWidth;
            plain.Write(table);
        }
        else
        {
            AnsiConsole.Write(table);
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
