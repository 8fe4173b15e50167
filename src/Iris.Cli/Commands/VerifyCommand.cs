using System.CommandLine;
using Iris.Cli.Verification;
using Iris.Cli.Verification.Reports;
using Spectre.Console;

namespace Iris.Cli.Commands;

/// <summary><c>iris verify</c>.</summary>
internal static class VerifyCommand
{
    private const string Details = """
        Examples:
          iris verify
              the server beside this program
          iris verify --json report.json --html report.html
              the same, with a report to file
          iris verify --pid 4711 --url http://localhost:8080
              a server that is running, and goes on running
          iris verify --models /srv/iris/opencv-zoo
              a server with another model pack

        Exit codes: 0 nothing fails, 1 an invariant does not hold, 2 wrong usage, 3 it
        could not be carried out, 4 a bug of iris.
        """;

    private static readonly Option<string> Server = new("--server")
    {
        Description = "The server to start: Iris.Server.dll or an executable. Default: the one beside this program.",
        HelpName = "PATH",
    };

    private static readonly Option<int?> Pid = new("--pid") { Description = "The process of a running server; with --url.", HelpName = "N" };

    private static readonly Option<Uri?> Url = new("--url")
    {
        Description = "Where that server listens, such as http://localhost:8080.",
        HelpName = "URL",
        CustomParser = static argument =>
        {
            if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            argument.AddError("--url takes an http or https URL, such as http://localhost:8080.");
            return null;
        },
    };

    private static readonly Option<string?> Json = new("--json")
    {
        Description = "Writes the report as JSON to FILE; without FILE prints it instead of the table.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Html = new("--html") { Description = "Writes the report as a page that can be filed and printed.", HelpName = "FILE" };

    private static readonly Option<string?> Models = PackOption.Create();

    public static Command Create()
    {
        var command = new Verb(
            "verify",
            "Proves on this machine that the server keeps nothing of a request. Sends requests that carry bytes which occur nowhere else, good and bad ones, and looks for them in the server's memory, its output, its answers and its calls to the kernel. Takes about a minute. Linux.",
            Details)
        {
            Server, Pid, Url, Models, Json, Html,
        };
        command.Validators.Add(static result =>
        {
            if (result.GetResult(Pid) is null != result.GetResult(Url) is null)
            {
                result.AddError("--pid and --url go together: the process, and where it listens.");
            }
            else if (result.GetResult(Pid) is not null && result.GetResult(Server) is not null)
            {
                result.AddError("--server starts a server, --pid and --url look at one that is running: give one or the other.");
            }
        });
        command.SetWork(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new VerificationException("iris verify needs Linux: it reads the server's memory through /proc.");
        }

        // A place that cannot be written to should be known now, not in a minute.
        using ReportFile? json = ReportFile.Open(options.GetValue(Json));
        using ReportFile? html = ReportFile.Open(options.GetValue(Html));
        Report report = await VerifyAsync(options, cancellationToken);
        json?.Write(report.ToJson());
        html?.Write(HtmlReport.Write(report));
        if (json is null && options.GetResult(Json) is not null)
        {
            await Console.Out.WriteLineAsync(report.ToJson());
        }
        else
        {
            TableReport.Print(report, Console.Out, isTerminal: !Console.IsOutputRedirected);
        }

        return report.Verdict == Verdict.Failed ? ExitCode.No : ExitCode.Success;
    }

    private static async Task<Report> VerifyAsync(ParseResult options, CancellationToken cancellationToken)
    {
        async Task<Report> Verify(Action<string> progress)
        {
            var verifier = new Verifier(TimeProvider.System, progress, options.GetValue(Models) is { } models ? Path.GetFullPath(models) : null);
            try
            {
                return options.GetValue(Pid) is { } processId
                    ? await verifier.AttachAndVerifyAsync(processId, options.GetValue(Url)!, cancellationToken)
                    : await verifier.StartAndVerifyAsync(FindServer(options.GetValue(Server)), cancellationToken);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new VerificationException("The server takes too long to answer: look at its load, and try again.");
            }
        }

        if (Console.IsErrorRedirected)
        {
            return await Verify(static _ => { });
        }

        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Status().StartAsync("…", status => Verify(step => status.Status($"Looking at {step} …")));
    }

    private static string FindServer(string? path)
    {
        path ??= IrisProcess.ServerBeside;
        return File.Exists(path) ? path : throw new VerificationException($"There is no server at {path}: give its place with --server.");
    }
}
