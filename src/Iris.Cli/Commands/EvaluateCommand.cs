using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Iris.Cli.Evaluation;
using Iris.Cli.Evaluation.Inputs;
using Iris.Cli.Evaluation.Pairs;
using Iris.Cli.Evaluation.Reports;
using Iris.Cli.Output;
using Iris.Cli.Verification.Reports;
using Iris.Models;
using Spectre.Console;
using HtmlReport = Iris.Cli.Evaluation.Reports.HtmlReport;

namespace Iris.Cli.Commands;

/// <summary><c>iris evaluate</c>.</summary>
internal static class EvaluateCommand
{
    private const string Details = """
        Examples:
          iris evaluate --people staff/
              staff/NAME/*.jpg: every picture with every other
          iris evaluate --people staff/ --html report.html
              with a page to read, file and print
          iris evaluate --pairs pairs.txt --images lfw/
              the pairs of Labeled Faces in the Wild
          iris evaluate --pairs pairs.csv --images photos/ --json
              lines a.jpg,b.jpg,1 or 0, and perhaps a group
          iris evaluate --people staff/ --save-calibration c.json
              thresholds for iris serve --Iris:Matching:Calibration=c.json
          iris evaluate --people staff/ --which 12 804
              which pictures have these numbers

        Exit codes: 0 it was evaluated, 2 wrong usage, 3 wrong input, 4 a bug of iris.
        docs/evaluation.md says what the figures mean.
        """;

    private static readonly Option<string?> People = new("--people") { Description = "A folder with a folder for each person, pictures in it.", HelpName = "DIR" };

    private static readonly Option<string?> Pairs = new("--pairs")
    {
        Description = "A list of pairs: LFW's pairs.txt, or comma-separated values ‘a,b,same’ with or without a header and a fourth column, a group.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Images = new("--images") { Description = "The folder that the pictures of --pairs are in.", HelpName = "DIR" };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints one JSON object." };
    private static readonly Option<string?> Html = new("--html") { Description = "Writes a page with plots that can be filed and printed.", HelpName = "FILE" };
    private static readonly Option<string?> Markdown = new("--markdown") { Description = "Writes tables in Markdown.", HelpName = "FILE" };

    private static readonly Option<string?> SaveCalibration = new("--save-calibration")
    {
        Description = "Writes the thresholds as a file that the server takes: Iris:Matching:Calibration.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Lets files be replaced." };

    private static readonly Option<int[]> Which = new("--which")
    {
        Description = "Prints which pictures have these numbers, and evaluates nothing.",
        HelpName = "NUMBER",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = NumbersOf,
    };

    private static readonly Option<string?> Models = PackOption.Create();
    private static readonly Option<string?> OwnCalibration = CalibrationOption.Create();

    public static Command Create()
    {
        var command = new Verb("evaluate", "Says how well people are told apart on your own pictures, and which threshold to use. Pictures and embeddings stay in this process and are never written.", Details) { People, Pairs, Images, Json, Html, Markdown, SaveCalibration, Force, Which, Models, OwnCalibration };
        command.Validators.Add(static result =>
        {
            if (result.GetResult(People) is null == result.GetResult(Pairs) is null)
            {
                result.AddError("Give --people, or --pairs with --images.");
            }
            else if (result.GetResult(Pairs) is null != result.GetResult(Images) is null)
            {
                result.AddError("--pairs and --images go together: the list, and the folder that its pictures are in.");
            }
        });
        command.SetWork(RunAsync);
        return command;
    }

    private static int[]? NumbersOf(ArgumentResult argument)
    {
        int[] numbers = [.. argument.Tokens.Select(static token => int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        if (numbers.Contains(-1))
        {
            argument.AddError("--which takes numbers of pictures, as reports have them.");
            return null;
        }

        return numbers;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken cancellationToken)
    {
        LabelledPictures pictures = options.GetValue(People) is { } folder
            ? PeopleFolder.Read(folder)
            : PairsFile.Read(options.GetValue(Pairs)!, options.GetValue(Images)!);
        if (options.GetValue(Which) is { Length: > 0 } numbers)
        {
            await PrintWhichAsync(numbers, pictures);
            return ExitCode.Success;
        }

        // A place that cannot be written to should be known now, not in minutes.
        using ReportFile? html = Open(options, Html);
        using ReportFile? markdown = Open(options, Markdown);
        using ReportFile? calibration = Open(options, SaveCalibration);
        ModelPack pack = PackOption.Open(options, Models);
        FalseMatchCurve curve = CalibrationOption.CurveOf(options, OwnCalibration, pack);
        EvaluationResult result = await EvaluateAsync(pack, curve, options.GetResult(OwnCalibration) is not null, pictures, cancellationToken);
        markdown?.Write(MarkdownReport.Write(result));
        html?.Write(HtmlReport.Write(result, typeof(EvaluateCommand).Assembly.GetName().Version!.ToString(fieldCount: 3), TimeProvider.System.GetUtcNow()));
        if (options.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonReport.Write(result));
        }
        else
        {
            TerminalReport.Print(result, pictures, Console.Out);
        }

        // Last: that there is none is no reason to lose the figures.
        if (calibration is not null)
        {
            calibration.Write(CalibrationReport.Of(result).ToJson());
            if (!Findings.IsEnough(result.Figures))
            {
                await Terminal.ComplainAsync($"{options.GetValue(SaveCalibration)} was saved, and rests on too little: evaluate more people before a server goes by it.");
            }
        }

        return ExitCode.Success;
    }

    private static async Task<EvaluationResult> EvaluateAsync(
        ModelPack pack, FalseMatchCurve curve, bool isOwn, LabelledPictures pictures, CancellationToken cancellationToken)
    {
        ModelDescription embedder = pack.Describe(ModelRole.Embedder);
        using FaceComparer comparer = FaceComparer.Load(pack);
        var embedding = new PictureEmbedding(comparer, pack.Manifest.Embedder.Dimension);
        (EmbeddedPictures embedded, PictureRemarks remarks) = await Terminal.WithBarAsync(
            "Looking at pictures", pictures.Files.Count, advance => Task.Run(() => embedding.Embed(pictures, advance, cancellationToken), cancellationToken));
        using EmbeddedPictures released = embedded;

        // The threshold that a comparison takes where nothing else is said.
        double? rate = curve.IsMeasured ? Math.Clamp(FalseMatchCurve.UsualRate, curve.LowestRate, curve.HighestRate) : null;
        var source = new EvaluationSource(
            pictures.Kind, pack.Manifest.Name, pack.Manifest.Version, embedder.Sha256, pack.RecognitionSha256, rate, isOwn ? null : pack.Manifest.CalibrationNote);
        var evaluator = new Evaluator(source, curve.ThresholdFor(rate)!.Value);
        return await WithStatusAsync("Comparing pairs …", () => evaluator.Evaluate(pictures, embedded, remarks, cancellationToken), cancellationToken);
    }

    // Some seconds for tens of millions of pairs.
    private static async Task<T> WithStatusAsync<T>(string status, Func<T> work, CancellationToken cancellationToken)
    {
        if (Console.IsErrorRedirected)
        {
            return await Task.Run(work, cancellationToken);
        }

        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Status().StartAsync(status, _ => Task.Run(work, cancellationToken));
    }

    private static async Task PrintWhichAsync(int[] numbers, LabelledPictures pictures)
    {
        foreach (int number in numbers)
        {
            if (number < 1 || number > pictures.Files.Count)
            {
                throw new CliException(FormattableString.Invariant($"There is no picture {number}: numbers go from 1 to {pictures.Files.Count}."));
            }
        }

        foreach (int number in numbers)
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{number}  {Terminal.Harmless(pictures.Files[number - 1])}"));
        }
    }

    private static ReportFile? Open(ParseResult options, Option<string?> option)
    {
        string? path = options.GetValue(option);
        return path is not null && File.Exists(path) && !options.GetValue(Force)
            ? throw new CliException($"{path} is there already: choose another name, or replace it with --force.")
            : ReportFile.Open(path);
    }
}
