using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using Iris.Cli.Comparing;
using Iris.Cli.Output;
using Iris.Cli.Pictures;
using Iris.Client;
using Iris.Models;
using Iris.Server.Comparison;
using CandidateResult = Iris.Client.CandidateResult;
using ModelPack = Iris.Models.ModelPack;
using RateBound = Iris.Models.RateBound;

namespace Iris.Cli.Commands;

/// <summary><c>iris compare</c>.</summary>
internal static class CompareCommand
{
    private const string Details = """
        Examples:
          iris compare unknown.jpg staff/
              every picture in a folder and below it
          iris compare unknown.jpg 'staff/**/front-*.jpg' anna.png
              those that a pattern fits, and a file
          iris compare - https://example.org/anna.jpg < unknown.jpg
              standard input, and a picture from the web
          iris compare unknown.jpg staff/ --false-match-rate 1e-5
              as strict as to take one stranger in 100,000 for the person
          iris compare unknown.jpg staff/ --ndjson | jq 'select(.decision=="match")'
              a line for each candidate, as soon as it is known
          iris compare unknown.jpg staff/ --server http://iris.example:8080
              a server does the work

        Exit codes: 0 somebody matches, 1 nobody does, 2 wrong usage, 3 the target
        or all of the candidates cannot be compared, 4 a bug of iris.
        """;

    private static readonly Argument<string> Target = new("TARGET") { Description = "A picture of the person: a file, a URL, or - for standard input." };

    private static readonly Argument<string[]> Candidates = new("CANDIDATE")
    {
        Description = "Pictures of others: files, folders, patterns with *, ** or ?, URLs, or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<double?> Similarity = NumberOption.Create<double>(
        "--threshold",
        "COSINE",
        "The similarity above which two faces match, -1 to 1. Default: by the false match rate.",
        "a cosine from -1 to 1",
        static similarity => similarity is >= -1 and <= 1);

    private static readonly Option<double?> Rate = NumberOption.Create<double>(
        "--false-match-rate",
        "RATE",
        "How many of all strangers may match, such as 1e-4. Default: 1e-3, or what the server has set.",
        "a rate between 0 and 1, such as 1e-4",
        static rate => rate is > 0 and < 1);

    private static readonly Option<string?> Faces = new Option<string?>("--faces")
    {
        Description = "Which faces of a picture are compared: the largest, or all, of which the best pair counts. Default: largest.",
        HelpName = "largest|all",
    }.AcceptOnlyFromAmong("largest", "all");

    private static readonly Option<int?> MinFaceSize = NumberOption.MinFaceSize();
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the answer of the server's /v1/compare." };
    private static readonly Option<bool> Ndjson = new("--ndjson") { Description = "Prints a line of JSON for each candidate as it is known, and one at the end." };
    private static readonly Option<Uri?> Server = ServerOption.Create();
    private static readonly Option<string?> Models = PackOption.Create();
    private static readonly Option<string?> OwnCalibration = CalibrationOption.Create();

    public static Command Create()
    {
        var command = new Verb(
            "compare",
            "Says which of the candidates is the person in the target. Nothing is kept, and without --server nothing leaves this machine.",
            Details)
        {
            Target, Candidates, Similarity, Rate, Faces, MinFaceSize, Json, Ndjson, Server, Models, OwnCalibration,
        };
        command.Validators.Add(static result =>
        {
            if (WrongIn(result) is { } error)
            {
                result.AddError(error);
            }
        });
        command.SetWork(RunAsync);
        return command;
    }

    private static string? WrongIn(CommandResult options)
    {
        if (options.GetResult(Similarity) is not null && options.GetResult(Rate) is not null)
        {
            return "--threshold and --false-match-rate choose the same thing: give one of them.";
        }

        if (options.GetResult(Json) is not null && options.GetResult(Ndjson) is not null)
        {
            return "--json and --ndjson are two ways to print: give one of them.";
        }

        if (options.GetResult(OwnCalibration) is not null && options.GetResult(Server) is not null)
        {
            return "--calibration is for comparing here: a server has its own, Iris:Matching:Calibration.";
        }

        string[] pictures = [options.GetValue(Target) ?? "", .. options.GetValue(Candidates) ?? []];
        return pictures.Count(PictureArguments.StandardInput.Equals) > 1 ? "Standard input has one picture: give - once." : null;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken cancellationToken)
    {
        NamedPicture target = PictureArguments.FindOne(options.GetValue(Target)!);
        NamedPicture[] candidates = [.. options.GetValue(Candidates)!.SelectMany(PictureArguments.Find)];
        IAsyncEnumerable<CompareEvent> results = options.GetValue(Server) is { } server
            ? CompareRemotelyAsync(server, options, target, candidates, cancellationToken)
            : CompareHereAsync(options, target, candidates, cancellationToken);
        CompareAnswer? answer = options.GetValue(Ndjson)
            ? await CollectAsync(results, PrintLine)
            : await Terminal.WithBarAsync("Comparing", candidates.Length, advance => CollectAsync(results, _ =>
            {
                advance();
                return true;
            }));
        if (answer is null)
        {
            return ExitCode.Interrupted;
        }

        Print(options, answer);
        return answer switch
        {
            { Target.Outcome: not Outcome.Compared } => throw new CliException($"{target.Name}: {Words.Explain(answer.Target.Outcome, answer.Target.Incomplete)}."),
            { Totals.Matches: > 0 } => ExitCode.Success,
            { Totals.Compared: > 0 } => ExitCode.No,
            _ => throw new CliException("None of the candidates can be compared: see what became of each."),
        };
    }

    private static async IAsyncEnumerable<CompareEvent> CompareRemotelyAsync(
        Uri server, ParseResult options, NamedPicture target, NamedPicture[] candidates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IrisClient client = ServerOption.Connect(server);
        var comparison = new RemoteComparison(client, new CompareOptions
        {
            Threshold = options.GetValue(Similarity),
            TargetFalseMatchRate = options.GetValue(Rate),
            Faces = AllFaces(options) ? FaceChoice.All : null,
            MinFaceSize = options.GetValue(MinFaceSize),
        });
        await foreach (CompareEvent result in comparison.CompareAsync(target, candidates, cancellationToken))
        {
            yield return result;
        }
    }

    private static async IAsyncEnumerable<CompareEvent> CompareHereAsync(
        ParseResult options, NamedPicture target, NamedPicture[] candidates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ModelPack pack = PackOption.Open(options, Models);
        Threshold threshold = ThresholdOf(options, CalibrationOption.CurveOf(options, OwnCalibration, pack));
        using FaceComparer comparer = FaceComparer.Load(pack);
        var comparison = new LocalComparison(comparer, threshold, new FaceSearch
        {
            Embed = AllFaces(options) ? FaceSelection.All : FaceSelection.Largest,
            MinFaceSize = options.GetValue(MinFaceSize) ?? 0,
        });
        await foreach (CompareEvent result in comparison.CompareAsync(target, candidates, cancellationToken))
        {
            yield return result;
        }
    }

    private static bool AllFaces(ParseResult options) => options.GetValue(Faces) == "all";

    private static Threshold ThresholdOf(ParseResult options, FalseMatchCurve curve)
    {
        if (options.GetValue(Similarity) is { } given)
        {
            return new((float)given, curve.RateAt((float)given), curve);
        }

        double? rate = options.GetValue(Rate);
        if (curve.ThresholdFor(rate) is { } similarity)
        {
            return new(similarity, curve.IsMeasured ? new(rate ?? FalseMatchCurve.UsualRate, RateBound.None) : curve.RateAt(similarity), curve);
        }

        throw new CliException(curve.IsMeasured
            ? FormattableString.Invariant(
                $"False match rates from {curve.LowestRate:0.#########} to {curve.HighestRate:0.#########} have been calibrated: choose one of these, or a --threshold.")
            : "The model pack was measured at no false match rate: choose a --threshold, or leave --false-match-rate out.");
    }

    // Whether somebody reads on.
    private static bool PrintLine(CompareEvent result)
    {
        Console.Out.WriteLine(AnswerJson.LineOf(result));
        return !StandardOutput.IsAbandoned();
    }

    // Null when what is called for each result wants no more.
    private static async Task<CompareAnswer?> CollectAsync(IAsyncEnumerable<CompareEvent> results, Predicate<CompareEvent> known)
    {
        List<CandidateResult> candidates = [];
        CompareSummary? summary = null;
        await foreach (CompareEvent result in results)
        {
            if (!known(result))
            {
                return null;
            }

            summary = result as CompareSummary;
            if (result is CandidateResult candidate)
            {
                candidates.Add(candidate);
            }
        }

        // The last of them.
        return new CompareAnswer
        {
            Model = summary!.Model,
            Threshold = summary.Threshold,
            Target = summary.Target,
            Candidates = [.. candidates.OrderByDescending(static one => one.Similarity ?? double.NegativeInfinity).ThenBy(static one => one.Index)],
            Totals = summary.Totals,
        };
    }

    private static void Print(ParseResult options, CompareAnswer answer)
    {
        if (options.GetValue(Json))
        {
            Console.Out.WriteLine(AnswerJson.Of(answer));
        }
        else if (!options.GetValue(Ndjson) && answer.Target.Outcome == Outcome.Compared)
        {
            CompareTable.Print(answer);
        }
    }
}
